using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>What commands about grey values and presentation states make of a <see cref="ViewState"/>: pure functions, with a note for the user.</summary>
internal static class GrayCommands
{
    private const int OwnWindowKey = 0;
    private const int FullRangeKey = 9;

    /// <summary>The state after a drag of the window; unchanged with a note where there is none to set.</summary>
    /// <param name="state">The state until now.</param>
    /// <param name="shown">The picture dragged on; null when there is none.</param>
    /// <param name="frame">What is shown.</param>
    /// <param name="drag">The drag.</param>
    public static (ViewState State, string? Note) DragWindow(ViewState state, PictureDraw? shown, SequenceFrame? frame, ViewerCommand.DragWindow drag)
    {
        if (shown is not { } picture)
        {
            return (state, null);
        }

        return picture.Frame.Kind.IsGray()
            ? (state.WithOwnWindow() with { Window = ViewState.Dragged(ViewState.WindowOf(picture.Pipeline), drag.X, drag.Y) }, null)
            : (state, NoWindow(frame));
    }

    /// <summary>
    /// The state with a preset: 0 is the object's own window, 9 the full range, others count first what the object or the presentation state
    /// brings and then what is in common use.
    /// </summary>
    public static (ViewState State, string? Note) TakePreset(ViewState state, SequenceFrame? shown, int number)
    {
        if (number == OwnWindowKey)
        {
            return (state.WithOwnWindow(), "Window of the image");
        }

        if (shown is not PictureFrame frame || !frame.Pixels.Kind.IsGray())
        {
            return (state, NoWindow(shown));
        }

        if (number == FullRangeKey)
        {
            return (state.WithFullRange(), null);
        }

        var presets = frame.PresetsFor(state.Presentation);
        if (number > presets.Count)
        {
            return (state, $"This image has no window {number}");
        }

        return (state.With(presets[number - 1]), null);
    }

    /// <summary>The state with the next presentation state of the frame, after the last the object's own way. What the user had set belongs to the way it was set in.</summary>
    /// <param name="state">The state until now.</param>
    /// <param name="shown">What is shown.</param>
    /// <param name="fit">How pictures are laid out to begin with.</param>
    public static (ViewState State, string Note) NextState(ViewState state, SequenceFrame? shown, ViewerFit fit)
    {
        if (shown is not PictureFrame { States.Count: > 0 } frame)
        {
            return (state, "There is no presentation state for this image");
        }

        var next = frame.NextState(state.Presentation);
        return (state.AsObjectAsks(fit) with { Presentation = next?.State }, next is null ? "Without a presentation state" : $"Presentation state {next.Label}");
    }

    private static string NoWindow(SequenceFrame? shown) => shown is PageFrame ? "There is no window to set here" : "Colour images have no window";
}
