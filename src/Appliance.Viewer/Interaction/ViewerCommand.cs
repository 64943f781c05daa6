namespace Appliance.Viewer;

/// <summary>What a drag of the left button does.</summary>
internal enum DragTool
{
    Window,
    Zoom,
    Pan,
}

/// <summary>Something the user wants of the viewer, whatever key or button asked for it.</summary>
internal abstract record ViewerCommand
{
    /// <summary>Change the window by a drag, in pixels: right widens it, down raises its centre.</summary>
    internal sealed record DragWindow(int X, int Y) : ViewerCommand;

    /// <summary>Magnify by a factor, keeping the picture still under a place of the window.</summary>
    internal sealed record Zoom(double Factor, int AtX, int AtY) : ViewerCommand;

    /// <summary>Move the picture by pixels.</summary>
    internal sealed record Pan(int X, int Y) : ViewerCommand;

    /// <summary>Go some frames on (or back, when negative).</summary>
    internal sealed record Step(int Frames) : ViewerCommand;

    /// <summary>Go to the first frame.</summary>
    internal sealed record First : ViewerCommand;

    /// <summary>Go to the last frame.</summary>
    internal sealed record Last : ViewerCommand;

    /// <summary>Start or stop cine.</summary>
    internal sealed record ToggleCine : ViewerCommand;

    /// <summary>Take a window preset: 0 is the object's own.</summary>
    internal sealed record Preset(int Number) : ViewerCommand;

    /// <summary>Swap black and white.</summary>
    internal sealed record Invert : ViewerCommand;

    /// <summary>Show or hide text.</summary>
    internal sealed record ToggleText : ViewerCommand;

    /// <summary>The next presentation state of the frame, after the last the object's own way.</summary>
    internal sealed record NextState : ViewerCommand;

    /// <summary>Next way of laying the picture out: fitted, one to one, doubled.</summary>
    internal sealed record NextLayout : ViewerCommand;

    /// <summary>Show or hide the list of elements.</summary>
    internal sealed record ToggleTags : ViewerCommand;

    /// <summary>Show or hide the table of what varies over the frames.</summary>
    internal sealed record ToggleTable : ViewerCommand;

    /// <summary>Go some columns of that table to the right (or left, when negative).</summary>
    internal sealed record ScrollColumns(int Columns) : ViewerCommand;

    /// <summary>Show or hide the lines in which other frames cut the picture.</summary>
    internal sealed record ToggleLines : ViewerCommand;

    /// <summary>Next order of the frames: as stored, by dimensions.</summary>
    internal sealed record NextOrder : ViewerCommand;

    /// <summary>Show or hide the list of keys.</summary>
    internal sealed record ToggleHelp : ViewerCommand;

    /// <summary>Save what is shown as a picture.</summary>
    internal sealed record Export : ViewerCommand;

    /// <summary>Back to how the object wants to be shown; closes an open list first.</summary>
    internal sealed record Reset : ViewerCommand;

    /// <summary>Full screen on or off.</summary>
    internal sealed record ToggleFullScreen : ViewerCommand;

    /// <summary>Give the left button another task.</summary>
    internal sealed record UseTool(DragTool Tool) : ViewerCommand;

    /// <summary>Close the window.</summary>
    internal sealed record Quit : ViewerCommand;
}
