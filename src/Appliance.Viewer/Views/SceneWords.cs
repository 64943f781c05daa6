using System.Globalization;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The words that the viewer itself adds to a picture: frame number, cine, window, zoom, messages, lists.</summary>
internal sealed class SceneWords(IImageSequence sequence, ViewState state, int index, LoadedFrame? shown, bool playing, bool waiting)
{
    private const int LongestNote = 90;

    /// <summary>What is odd about the object or its stack, the frame number and its order, cine.</summary>
    public IReadOnlyList<string> FrameLines() => [.. Oddities(), .. sequence.Count <= 1 ? [] : Place()];

    private IEnumerable<string> Place()
    {
        var order = state.Order == FrameOrder.Dimension ? "  by dimensions" : "";
        yield return string.Create(CultureInfo.InvariantCulture, $"Frame {index + 1} / {sequence.Count}{order}");
        if (sequence.Cine is { } cine)
        {
            var rate = cine.FramesPerSecond.ToString(cine.FramesPerSecond < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);
            yield return playing ? $"▶ {rate} fps" : $"❚❚ {rate} fps";
        }
    }

    private IEnumerable<string> Oddities()
    {
        var ofImage = shown?.Frame is PictureFrame picture ? picture.Notes : [];
        var ofRun = shown is null ? [] : sequence.NotesOf(shown.Index);
        return ofRun.Concat(ofImage).Select(note => note.Length > LongestNote ? string.Concat(note.AsSpan(0, LongestNote), "…") : note);
    }

    /// <summary>Window values, true size, zoom and what the left button does.</summary>
    public IReadOnlyList<string> WindowLines(PictureDraw picture, ScreenDensity density)
    {
        var lines = new List<string>();
        if (StateLine() is { } line)
        {
            lines.Add(line);
        }

        if (picture.Frame.Kind.IsGray())
        {
            if (state.PresetName is { Length: > 0 } preset)
            {
                lines.Add(preset);
            }

            lines.Add(WindowText(picture.Pipeline) + (state.Inverted ? "  inverted" : ""));
        }

        if (IsInTrueSize)
        {
            lines.Add(density.Words);
        }

        var zoom = picture.Area.Height / picture.Place.Turned.Height;
        var tool = state.Tool switch
        {
            DragTool.Zoom => "  drag: zoom",
            DragTool.Pan => "  drag: pan",
            _ => "",
        };
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"Zoom {zoom * 100:0} %{tool}"));
        return lines;
    }

    /// <summary>The message in the middle: why there is no picture, or null.</summary>
    public string? Message()
    {
        if (sequence.Count == 0)
        {
            return "There is no image to show here.";
        }

        if (waiting)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Reading frame {index + 1} of {sequence.Count} …");
        }

        return shown?.Error is { } error
            ? string.Create(CultureInfo.InvariantCulture, $"Frame {shown.Index + 1} cannot be shown.\n{error}")
            : null;
    }

    /// <summary>The open list, or null.</summary>
    public ScenePanel? Panel()
    {
        if (state.ShowHelp)
        {
            var page = (shown?.Frame as PageFrame)?.Page;
            return new ScenePanel("Keys and mouse", page is null ? InputMap.Help : [.. page.Help, .. InputMap.PageHelp.Where(entry => !page.Help.Any(own => own.Keys == entry.Keys))], state.PanelRow);
        }

        return state.ShowTags
            ? new ScenePanel($"Elements of frame {(shown?.Index ?? index) + 1}", ElementList.Of(shown?.Frame?.Dataset), state.PanelRow)
            : null;
    }

    // Only as long as the user has not zoomed or laid it out otherwise.
    private bool IsInTrueSize => state.Placement is { Fit: ViewerFit.Window, Zoom: 1 }
        && (shown?.Frame as PictureFrame)?.Way(state.Presentation).Area is { Size: PresentationSize.TrueSize };

    // Which presentation state is in force; without one, that there are some.
    private string? StateLine()
    {
        if (shown?.Frame is not PictureFrame { States: { Count: > 0 } states } frame)
        {
            return null;
        }

        var way = frame.Way(state.Presentation);
        return way.State is null
            ? string.Create(CultureInfo.InvariantCulture, $"S: {states.Count} presentation state{(states.Count == 1 ? "" : "s")}")
            : string.Create(CultureInfo.InvariantCulture, $"State {states.TakeWhile(other => other.State != way.State).Count() + 1} of {states.Count}: {way.Label}");
    }

    private static string WindowText(GrayPipeline pipeline)
    {
        if (pipeline.Window is { } window)
        {
            var function = window.Function == VoiFunction.Sigmoid ? "  sigmoid" : "";
            var unit = pipeline.ModalityUnit is { Length: > 0 } named && named != "US" ? $" {named}" : "";
            return $"C {Number(window.Center)}  W {Number(window.Width)}{unit}{function}";
        }

        return pipeline.VoiLut is { } table ? $"VOI LUT {table.Explanation}".TrimEnd() : "";
    }

    private static string Number(double value)
    {
        var size = Math.Abs(value);
        return value.ToString(size >= 100 || size == Math.Floor(size) ? "0" : size >= 1 ? "0.#" : "0.####", CultureInfo.InvariantCulture);
    }
}
