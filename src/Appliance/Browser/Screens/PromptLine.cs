using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>The line that <c>/</c> and <c>:</c> open: Enter takes it, Esc leaves it.</summary>
internal sealed class PromptLine : View
{
    private readonly Label _kind = new() { X = 0, Y = 0, Width = 1 };
    private readonly TextField _text = new() { X = 1, Y = 0, Width = Dim.Fill() };
    private char _asked;

    public PromptLine()
    {
        CanFocus = true;
        Add(_kind, _text);
        _text.TextChanged += (_, _) =>
        {
            if (Visible)
            {
                Changed?.Invoke(_asked, _text.Text);
            }
        };
        _text.KeyDown += (_, key) =>
        {
            if (key == Key.Enter)
            {
                key.Handled = true;
                Close(_text.Text);
            }
            else if (key == Key.Esc)
            {
                key.Handled = true;
                Close(null);
            }
        };
    }

    /// <summary>The text as it is typed, with the kind of prompt.</summary>
    public event Action<char, string>? Changed;

    /// <summary>The text taken, or null when the prompt was left.</summary>
    public event Action<char, string?>? Done;

    public void Ask(char kind, string text)
    {
        _asked = kind;
        _kind.Text = kind.ToString();
        _text.Text = text;
        Visible = true;
        _text.SetFocus();
        _text.MoveEnd();
    }

    private void Close(string? text)
    {
        Visible = false;
        Done?.Invoke(_asked, text);
    }
}
