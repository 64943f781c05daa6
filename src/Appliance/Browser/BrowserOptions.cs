namespace Appliance.Browser;

/// <summary>How the browser shows itself.</summary>
/// <param name="Ascii">Only ASCII: no box drawing, no block glyphs.</param>
/// <param name="Color">False where <c>NO_COLOR</c> is set or the terminal has none.</param>
/// <param name="PreferTerminal">Open pictures in the terminal even where a display is at hand.</param>
/// <param name="Clock">Time, for pacing reloads and cine.</param>
internal sealed record BrowserOptions(bool Ascii, bool Color, bool PreferTerminal, TimeProvider Clock)
{
    /// <summary>The style pictures are drawn in.</summary>
    public CellStyle CellStyle => Ascii || !Color ? CellStyle.Ascii : CellStyle.HalfBlocks;
}
