using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>A question that only <c>y</c> answers with yes: any of the keys that leave a screen, and Enter too, mean no.</summary>
internal sealed class ConfirmScreen : Runnable
{
    /// <param name="question">The question, a line or several.</param>
    /// <param name="yes">What <c>y</c> does, in a word.</param>
    public ConfirmScreen(string question, string yes)
    {
        BorderStyle = Terminal.Gui.Drawing.LineStyle.None;
        Add(
            new Label { X = 2, Y = 1, Width = Dim.Fill(2), Height = Dim.Fill(2), Text = question },
            new Label { X = 2, Y = Pos.AnchorEnd(1), Text = $"y {yes}  n or Esc leave everything as it is" });
    }

    /// <summary>Whether it was confirmed.</summary>
    public bool IsConfirmed { get; private set; }

    protected override bool OnKeyDown(Key key)
    {
        IsConfirmed = key.AsRune.Value == 'y';
        if (IsConfirmed || key == Key.Esc || key == Key.Enter || key.AsRune.Value is 'n' or 'q')
        {
            App!.RequestStop(this);
        }

        return true;
    }
}
