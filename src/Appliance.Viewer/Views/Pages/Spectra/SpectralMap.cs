using System.Numerics;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// The magnitudes of a two-dimensional spectrum, no more of them than a screen has room for: where there are more points, the highest of
/// neighbours stands for them, so that no peak is lost. Immutable.
/// </summary>
internal sealed class SpectralMap
{
    private const int MaxColumns = 2048;
    private const int MaxRows = 1024;
    private readonly float[] _magnitudes;

    private SpectralMap(SpectralPlane plane)
    {
        (Axis, RowAxis) = (plane.Rows[0].Axis, plane.RowAxis);
        (Points, PointRows) = (plane.Rows[0].Points.Count, plane.Rows.Count);
        (Step, RowStep) = ((Points + MaxColumns - 1) / MaxColumns, (PointRows + MaxRows - 1) / MaxRows);
        (Columns, Rows) = ((Points + Step - 1) / Step, (PointRows + RowStep - 1) / RowStep);
        _magnitudes = new float[Columns * Rows];
    }

    /// <summary>The axis along a row.</summary>
    public SpectralAxis Axis { get; }

    /// <summary>The axis along a column.</summary>
    public SpectralAxis RowAxis { get; }

    /// <summary>Points of a row.</summary>
    public int Points { get; }

    /// <summary>Rows of points.</summary>
    public int PointRows { get; }

    /// <summary>Points that a column of the map stands for.</summary>
    public int Step { get; }

    /// <summary>Rows of points that a row of the map stands for.</summary>
    public int RowStep { get; }

    /// <summary>Columns of the map.</summary>
    public int Columns { get; }

    /// <summary>Rows of the map.</summary>
    public int Rows { get; }

    /// <summary>The highest of all.</summary>
    public float Highest { get; private set; }

    /// <summary>A magnitude.</summary>
    public float this[int row, int column] => _magnitudes[(row * Columns) + column];

    /// <summary>Makes a map.</summary>
    public static SpectralMap Of(SpectralPlane plane, CancellationToken cancellation)
    {
        var map = new SpectralMap(plane);
        for (var row = 0; row < map.PointRows; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var points = plane.Rows[row].Points;
            var line = map._magnitudes.AsSpan(row / map.RowStep * map.Columns, map.Columns);
            for (var i = 0; i < points.Count; i++)
            {
                line[i / map.Step] = Math.Max(line[i / map.Step], (float)Complex.Abs(points[i]));
            }
        }

        map.Highest = map._magnitudes.Max();
        return map;
    }

    /// <summary>What the rows span, from the lowest value of their axis to the highest.</summary>
    public (double Low, double High) RowRange =>
        (RowAxis.ValueAt(RowAxis.OffsetAt(PointRows - 0.5, PointRows)), RowAxis.ValueAt(RowAxis.OffsetAt(-0.5, PointRows)));
}
