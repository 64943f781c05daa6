using System.Runtime.InteropServices;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance.RenderTests.Gl;

/// <summary>A made-up CT of a body with lungs, a spine and a beating heart, in Hounsfield units, with padding outside the field of view.</summary>
internal sealed class PhantomSequence(int count = 24, int side = 256) : IImageSequence
{
    private const short Outside = -2000;

    public OverlayText Text { get; init; } = new()
    {
        TopLeft = ["PHANTOM, Chest", "ID 0815", "1970-01-01  F"],
        TopRight = ["Example Hospital", "Thorax", "2006-08-24 10:15"],
        BottomLeft = ["CT", "Slice 5.0 mm"],
        BottomRight = ["Series 3", "Axial"],
        Orientation = new OrientationLetters("R", "L", "A", "P"),
    };

    public int Count => count;

    public string Title => "Phantom, Chest – CT";

    public CineTiming? Cine => count == 0 ? null : CineTiming.Uniform(count, 40, source: "Frame Time");

    public SequenceFrame Get(int index, CancellationToken cancellation)
    {
        var values = new short[side * side];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Hounsfield(((i % side) - (side / 2.0)) / side, ((i / side) - (side / 2.0)) / side, index);
        }

        return new PictureFrame
        {
            Pixels = new PixelFrame(side, side, PixelKind.GrayS16, 16, MemoryMarshal.AsBytes<short>(values).ToArray()),
            Pipeline = new GrayPipeline { Window = new VoiWindow(-100, 1200), ModalityUnit = "HU", Padding = new PixelPadding(Outside, Outside) },
            FrameIndex = index,
            Text = Text,
        };
    }

    private short Hounsfield(double x, double y, int index)
    {
        var beat = 0.02 * Math.Sin(2 * Math.PI * index / Math.Max(1, count));
        var noise = (short)((((int)(x * 9973) * 31) ^ ((int)(y * 7919) * 17) ^ index) & 15);
        var tissue = Inside(x, y, 0, 0, 0.5, 0.5) is false ? Outside
            : Inside(x, y, 0, 0.25, 0.05, 0.06) ? 700
            : Inside(x, y, 0.04, 0.02, 0.09 + beat, 0.1 + beat) ? 120
            : Inside(x, y, -0.2, 0, 0.13, 0.2) || Inside(x, y, 0.22, 0, 0.12, 0.2) ? -820
            : Inside(x, y, 0, 0.02, 0.44, 0.34) ? 45
            : -1000;
        return (short)(tissue == Outside ? Outside : tissue + noise);
    }

    private static bool Inside(double x, double y, double centerX, double centerY, double radiusX, double radiusY)
    {
        var (dx, dy) = ((x - centerX) / radiusX, (y - centerY) / radiusY);
        return (dx * dx) + (dy * dy) < 1;
    }
}
