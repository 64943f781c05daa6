using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

public sealed class InputMapTests
{
    public static TheoryData<string, string> Keys => new()
    {
        { nameof(Key.C), nameof(ViewerCommand.ToggleCine) },
        { nameof(Key.I), nameof(ViewerCommand.Invert) },
        { nameof(Key.O), nameof(ViewerCommand.ToggleText) },
        { nameof(Key.L), nameof(ViewerCommand.NextLayout) },
        { nameof(Key.T), nameof(ViewerCommand.ToggleTags) },
        { nameof(Key.V), nameof(ViewerCommand.ToggleTable) },
        { nameof(Key.D), nameof(ViewerCommand.NextOrder) },
        { nameof(Key.X), nameof(ViewerCommand.ToggleLines) },
        { nameof(Key.E), nameof(ViewerCommand.Export) },
        { nameof(Key.R), nameof(ViewerCommand.Reset) },
        { nameof(Key.Escape), nameof(ViewerCommand.Reset) },
        { nameof(Key.F), nameof(ViewerCommand.ToggleFullScreen) },
        { nameof(Key.F11), nameof(ViewerCommand.ToggleFullScreen) },
        { nameof(Key.Question), nameof(ViewerCommand.ToggleHelp) },
        { nameof(Key.Home), nameof(ViewerCommand.First) },
        { nameof(Key.End), nameof(ViewerCommand.Last) },
        { nameof(Key.Q), nameof(ViewerCommand.Quit) },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void Key_OfTheList_GivesItsCommand(string key, string command) => Assert.Equal(command, Press(Enum.Parse<Key>(key))?.GetType().Name);

    [Theory]
    [InlineData(nameof(Key.Left), -1)]
    [InlineData(nameof(Key.Up), -1)]
    [InlineData(nameof(Key.Right), 1)]
    [InlineData(nameof(Key.Down), 1)]
    [InlineData(nameof(Key.PageDown), 10)]
    public void Arrow_Pressed_Steps(string key, int frames) => Assert.Equal(new ViewerCommand.Step(frames), Press(Enum.Parse<Key>(key)));

    [Theory]
    [InlineData(nameof(Key.Left), -1)]
    [InlineData(nameof(Key.Right), 1)]
    public void Arrow_PressedWithShift_GoesThroughColumns(string key, int columns) => Assert.Equal(
        new ViewerCommand.ScrollColumns(columns),
        InputMap.Translate(default, new InputEvent(InputKind.KeyDown, Enum.Parse<Key>(key), Modifiers: KeyModifiers.Shift)).Command);

    [Fact]
    public void Digits_Pressed_TakePresets()
    {
        Assert.Equal(new ViewerCommand.Preset(0), Press(Key.D0));
        Assert.Equal(new ViewerCommand.Preset(9), Press(Key.D9));
    }

    [Fact]
    public void LeftDrag_ByDefault_ChangesWindow() =>
        Assert.Equal(new ViewerCommand.DragWindow(30, -20), Drag(default, PointerButton.Left, 30, -20));

    [Fact]
    public void LeftDrag_AfterP_Pans()
    {
        var (state, _) = InputMap.Translate(default, new InputEvent(InputKind.KeyDown, Key.P));
        Assert.Equal(new ViewerCommand.Pan(5, 6), Drag(state, PointerButton.Left, 5, 6));
    }

    [Fact]
    public void RightDrag_Up_MagnifiesAboutWhereItBegan()
    {
        var zoom = Assert.IsType<ViewerCommand.Zoom>(Drag(default, PointerButton.Right, 0, -50));
        Assert.True(zoom.Factor > 1);
        Assert.Equal((100, 100), (zoom.AtX, zoom.AtY));
    }

    [Fact]
    public void MiddleDrag_WhateverTheTool_Pans() => Assert.Equal(new ViewerCommand.Pan(-4, 3), Drag(default, PointerButton.Middle, -4, 3));

    [Fact]
    public void SecondButton_DuringDrag_DoesNotTakeItOver()
    {
        var (state, _) = InputMap.Translate(default, new InputEvent(InputKind.PointerDown, Button: PointerButton.Left, X: 0, Y: 0));
        (state, _) = InputMap.Translate(state, new InputEvent(InputKind.PointerDown, Button: PointerButton.Right, X: 0, Y: 0));
        (state, _) = InputMap.Translate(state, new InputEvent(InputKind.PointerUp, Button: PointerButton.Right, X: 0, Y: 0));
        (_, var command) = InputMap.Translate(state, new InputEvent(InputKind.PointerMove, X: 7, Y: 0));
        Assert.Equal(new ViewerCommand.DragWindow(7, 0), command);
    }

    [Fact]
    public void FocusLost_DuringDrag_EndsIt()
    {
        var (state, _) = InputMap.Translate(default, new InputEvent(InputKind.PointerDown, Button: PointerButton.Left));
        (state, _) = InputMap.Translate(state, new InputEvent(InputKind.FocusLost));
        (_, var command) = InputMap.Translate(state, new InputEvent(InputKind.PointerMove, X: 50, Y: 50));
        Assert.Null(command);
    }

    [Fact]
    public void Wheel_Towards_GoesOn_AndWithControlMagnifies()
    {
        Assert.Equal(new ViewerCommand.Step(1), InputMap.Translate(default, new InputEvent(InputKind.Wheel, Delta: -1)).Command);
        var zoom = InputMap.Translate(default, new InputEvent(InputKind.Wheel, X: 3, Y: 4, Delta: 1, Modifiers: KeyModifiers.Control)).Command;
        Assert.Equal((3, 4), (Assert.IsType<ViewerCommand.Zoom>(zoom).AtX, ((ViewerCommand.Zoom)zoom).AtY));
    }

    [Fact]
    public void ControlLetter_OtherThanClose_IsLeftToTheDesktop()
    {
        var press = new InputEvent(InputKind.KeyDown, Key.I, Modifiers: KeyModifiers.Control);
        Assert.Null(InputMap.Translate(default, press).Command);
    }

    [Theory]
    [InlineData(0xFFB7, nameof(Key.D7))]
    [InlineData(0xFF98, nameof(Key.Right))]
    [InlineData(0xFF95, nameof(Key.Home))]
    [InlineData('?', nameof(Key.Question))]
    [InlineData('w', nameof(Key.W))]
    [InlineData(0x6C1, nameof(Key.None))]
    public void X11Symbol_OfKeyboardOrKeypad_IsTheKey(int symbol, string key) => Assert.Equal(key, X11Keys.FromSymbol(symbol).ToString());

    private static ViewerCommand? Press(Key key) => InputMap.Translate(default, new InputEvent(InputKind.KeyDown, key)).Command;

    private static ViewerCommand? Drag(InputState state, PointerButton button, int x, int y)
    {
        (state, _) = InputMap.Translate(state, new InputEvent(InputKind.PointerDown, Button: button, X: 100, Y: 100));
        return InputMap.Translate(state, new InputEvent(InputKind.PointerMove, X: 100 + x, Y: 100 + y)).Command;
    }
}
