using System.Numerics;

namespace Appliance.RenderTests.Spectra;

/// <summary>One made-up object of each kind, each with an answer that is known.</summary>
internal static class MadeUpKinds
{
    public static IReadOnlyDictionary<string, Func<MadeUpSpectroscopy>> All { get; } = new Dictionary<string, Func<MadeUpSpectroscopy>>
    {
        ["single-voxel"] = () => MadeUpSpectroscopy.OfLines(MadeUpSpectroscopy.Brain()),
        ["grid"] = Grid,
        ["frequency"] = Frequency,
        ["frequency-real"] = FrequencyReal,
        ["volume"] = Volume,
        ["two-frames"] = TwoFrames,
        ["two-dimensional"] = TwoDimensional,
    };

    /// <summary>4 rows of 4 voxels: NAA grows from column to column, choline from row to row.</summary>
    public static MadeUpSpectroscopy Grid() => new()
    {
        Rows = 4,
        Columns = 4,
        Points = 512,
        Point = (at, _, point) => MadeUpSpectroscopy.Signal(MadeUpSpectroscopy.Brain(naa: 2 + (3 * at.Column), choline: 2 + (3 * at.Row)), point / 2000.0),
    };

    /// <summary>The single voxel as its spectrum, from high frequencies to low ones.</summary>
    public static MadeUpSpectroscopy Frequency() => new()
    {
        Domain = "FREQUENCY",
        Point = (_, _, point) => MadeUpSpectroscopy.Brain().Aggregate(Complex.Zero, (sum, line) => sum + line.TransformAt((511 - point) * 2000.0 / 1024, 1024, 2000)),
    };

    /// <summary>The same, of which only the real part is kept.</summary>
    public static MadeUpSpectroscopy FrequencyReal() => new() { Domain = "FREQUENCY", Representation = "REAL", Point = Frequency().Point };

    /// <summary>Three slabs of 2 rows of 3 voxels, 20 mm apart: NAA grows from slab to slab, choline from voxel to voxel.</summary>
    public static MadeUpSpectroscopy Volume() => new()
    {
        Rows = 2,
        Columns = 3,
        Frames = 3,
        FrameStep = 20,
        Points = 512,
        Point = (at, _, point) => MadeUpSpectroscopy.Signal(MadeUpSpectroscopy.Brain(naa: 4 + (4 * at.Frame), choline: 2 + at.Column + (3 * at.Row)), point / 2000.0),
    };

    /// <summary>Water suppressed, and a reference that is nothing but water.</summary>
    public static MadeUpSpectroscopy TwoFrames() => new()
    {
        Frames = 2,
        Point = (at, _, point) => MadeUpSpectroscopy.Signal(at.Frame == 0 ? MadeUpSpectroscopy.Brain() : [new(0, 1000, 8)], point / 2000.0),
    };

    /// <summary>Two lines of a spectrum in two times, one of them off the diagonal.</summary>
    public static MadeUpSpectroscopy TwoDimensional() => new()
    {
        Points = 128,
        PointRows = 64,
        Point = (_, row, point) =>
            (new SpectralLine(-340, 3, 20).SignalAt(point / 2000.0) * new SpectralLine(-340, 1, 20).SignalAt(row / 2000.0))
            + (new SpectralLine(250, 2, 20).SignalAt(point / 2000.0) * new SpectralLine(-500, 1, 20).SignalAt(row / 2000.0)),
    };
}
