using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>
/// What a <see cref="PageFrame"/> shows: something drawn as lines and letters at whatever size the window has. Immutable; how the user has
/// turned it lies in a <see cref="PageState"/> of its own kind. The kinds of pages are those of this assembly.
/// </summary>
public abstract class FramePage
{
    /// <summary>Its keys, shown before those of the viewer.</summary>
    internal virtual IReadOnlyList<(string Keys, string Meaning)> Help => [];

    /// <summary>The file that it stands for and that the key of exporting saves in place of a picture; null for most.</summary>
    public virtual PageAttachment? Attachment => null;

    /// <summary>Bytes that it keeps in memory.</summary>
    internal abstract long Cost { get; }

    /// <summary>Begins what has to be worked out before a state can be drawn. Called by the thread that draws before each picture; it never waits.</summary>
    /// <param name="state">The state, as for <see cref="Draw"/>.</param>
    /// <param name="changed">Called by threads of the page's own whenever there is more to draw.</param>
    /// <returns>Whether all is there; until then the page draws what it has.</returns>
    internal virtual bool Prepare(PageState? state, Action changed) => true;

    /// <summary>Gives up what is being worked out: the page is not looked at any more. It may be again.</summary>
    internal virtual void Rest()
    {
    }

    /// <summary>Draws the page.</summary>
    /// <param name="canvas">Black where nothing has been drawn.</param>
    /// <param name="place">Where, and with which letters.</param>
    /// <param name="state">As the user has turned it; null, or the state of another kind of page, is as it begins.</param>
    internal abstract void Draw(SKCanvas canvas, PagePlace place, PageState? state);

    /// <summary>What a command makes of the state; null when the page leaves it to the viewer.</summary>
    /// <param name="command">What the user wants.</param>
    /// <param name="place">Where the page was drawn last.</param>
    /// <param name="state">The state until now, as for <see cref="Draw"/>.</param>
    internal virtual PageState? Handle(ViewerCommand command, PagePlace place, PageState? state) => null;

    /// <summary>What an event of keyboard or mouse makes of the state, before it becomes a command; null when the page has no use for it.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="before">Which button was held and where the pointer was until then.</param>
    /// <param name="place">Where the page was drawn last.</param>
    /// <param name="state">The state until now, as for <see cref="Draw"/>.</param>
    internal virtual PageState? Handle(InputEvent input, InputState before, PagePlace place, PageState? state) => null;
}

/// <summary>How the user has turned a page: each kind of page has its own. It stays while frames change, and goes with a reset.</summary>
internal abstract record PageState;

/// <summary>Where a page is drawn.</summary>
/// <param name="Area">The part of the window that no words of the viewer lie in.</param>
/// <param name="Text">Draws and measures words.</param>
/// <param name="Scale">How much larger than plain everything is drawn.</param>
internal sealed record PagePlace(SKRect Area, TextPainter Text, float Scale)
{
    /// <summary>Whether frames of other series are drawn in as lines where they cut what the page shows.</summary>
    public bool ShowLines { get; init; } = true;

    /// <summary>The part of a window that stays free between the words in its corners.</summary>
    /// <param name="size">The window.</param>
    /// <param name="scale">How much larger than plain text is drawn.</param>
    /// <param name="linesAbove">Lines of words at the top.</param>
    /// <param name="linesBelow">Lines of words at the bottom.</param>
    /// <param name="text">Draws and measures words.</param>
    public static PagePlace Between(PixelSize size, double scale, int linesAbove, int linesBelow, TextPainter text)
    {
        var margin = (float)(OverlayPainter.Margin * scale);
        var step = (float)(OverlayPainter.LetterSize * OverlayPainter.LineHeight * scale);
        var (top, bottom) = ((linesAbove * step) + (margin * 2), (linesBelow * step) + (margin * 2));
        return new PagePlace(SKRect.Create(margin, top, Math.Max(1, size.Width - (2 * margin)), Math.Max(1, size.Height - top - bottom)), text, (float)scale);
    }
}

/// <summary>A page placed in a window.</summary>
/// <param name="Page">The page.</param>
/// <param name="Place">Where.</param>
/// <param name="State">As the user has turned it.</param>
internal sealed record PageDraw(FramePage Page, PagePlace Place, PageState? State);
