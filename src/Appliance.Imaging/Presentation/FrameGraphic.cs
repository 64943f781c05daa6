namespace Appliance.Imaging;

/// <summary>In which terms the places of an annotation are told (PS3.3 C.10.5.1.2).</summary>
public enum GraphicUnits
{
    /// <summary>PIXEL: pixels of the image; 0,0 is the upper left corner of the first one.</summary>
    Pixel,

    /// <summary>DISPLAY: shares of the displayed area as shown, from its upper left corner.</summary>
    Display,
}

/// <summary>What kind of figure a graphic object is (PS3.3 C.10.5.2).</summary>
public enum GraphicKind
{
    /// <summary>POINT: one place.</summary>
    Point,

    /// <summary>POLYLINE: places joined by straight lines.</summary>
    Polyline,

    /// <summary>INTERPOLATED: places joined by a curve.</summary>
    Interpolated,

    /// <summary>CIRCLE: its centre and a place on it.</summary>
    Circle,

    /// <summary>ELLIPSE: the ends of its major axis, then of its minor axis.</summary>
    Ellipse,
}

/// <summary>How the lines of a text lie in its box.</summary>
public enum TextJustification
{
    /// <summary>LEFT.</summary>
    Left,

    /// <summary>CENTER.</summary>
    Center,

    /// <summary>RIGHT.</summary>
    Right,
}

/// <summary>A place of an annotation.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Down.</param>
/// <param name="Units">Of what.</param>
public readonly record struct GraphicPoint(double X, double Y, GraphicUnits Units);

/// <summary>Something drawn over a frame. What comes later in a list lies above.</summary>
/// <param name="Color">In which colour.</param>
public abstract record FrameGraphic(DisplayColor Color)
{
    /// <summary>True for what covers the image, false for what is drawn over it.</summary>
    public bool IsShutter { get; init; }

    /// <summary>Covers what one shape of a shutter does not show.</summary>
    public sealed record Shutter(ShutterShape Shape, DisplayColor Color) : FrameGraphic(Color);

    /// <summary>Bits over the image.</summary>
    /// <param name="Bitmap">The bits.</param>
    /// <param name="IsRegion">A region of interest: what lies below shines through.</param>
    /// <param name="Color">In which colour.</param>
    public sealed record Bits(OverlayBitmap Bitmap, bool IsRegion, DisplayColor Color) : FrameGraphic(Color);

    /// <summary>A figure.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Points">Its places: one or more, as many as its kind needs.</param>
    /// <param name="IsFilled">Its inside is drawn too.</param>
    /// <param name="Color">In which colour.</param>
    public sealed record Figure(GraphicKind Kind, IReadOnlyList<GraphicPoint> Points, bool IsFilled, DisplayColor Color) : FrameGraphic(Color)
    {
        /// <summary>Line Thickness (0070,0253) in pixels of the display.</summary>
        public double Thickness { get; init; } = 1;

        /// <summary>Line Dashing Style (0070,0254) is DASHED.</summary>
        public bool IsDashed { get; init; }
    }

    /// <summary>Words, always upright whichever way the image is turned.</summary>
    /// <param name="Lines">From the top; at least one.</param>
    /// <param name="Box">Two opposite corners of the box that they are written in; null when an anchor alone tells where.</param>
    /// <param name="Justification">How they lie in the box.</param>
    /// <param name="Anchor">What they speak of; null when not told.</param>
    /// <param name="ShowAnchor">A line leads from the words to the anchor.</param>
    /// <param name="Color">In which colour.</param>
    public sealed record Words(
        IReadOnlyList<string> Lines, (GraphicPoint From, GraphicPoint To)? Box, TextJustification Justification, GraphicPoint? Anchor, bool ShowAnchor, DisplayColor Color)
        : FrameGraphic(Color);
}
