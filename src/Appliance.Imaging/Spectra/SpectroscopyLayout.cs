namespace Appliance.Imaging;

/// <summary>The MR Spectroscopy Data module (PS3.3 C.8.14.4) as numbers that have been checked against the named limits.</summary>
internal sealed record SpectroscopyLayout
{
    /// <summary>More data points in one voxel than this are refused before anything is allocated for them: 64 MiB as complex numbers.</summary>
    public const int MaxPointsOfVoxel = 1 << 22;

    /// <summary>More voxels in one frame than this are refused.</summary>
    public const int MaxVoxelsOfFrame = 1 << 20;

    /// <summary>More data points in one frame than this are not kept together: 256 MiB as complex numbers.</summary>
    public const int MaxPointsOfFrame = 1 << 24;

    /// <summary>More voxels in all frames together are refused, so that no offset overflows.</summary>
    public const int MaxVoxels = 1 << 30;

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int NumberOfFrames { get; init; }

    public required int DataPointRows { get; init; }

    public required int DataPointColumns { get; init; }

    public required DataRepresentation Representation { get; init; }

    public required SignalDomain DomainColumns { get; init; }

    /// <summary>Of the evolution axis; means nothing when there is one row of data points.</summary>
    public required SignalDomain DomainRows { get; init; }

    /// <summary>Data points of a voxel.</summary>
    public int Points => DataPointRows * DataPointColumns;

    /// <summary>Floating point values that a data point takes.</summary>
    public int ValuesPerPoint => Representation == DataRepresentation.Complex ? 2 : 1;

    /// <summary>Bytes that a voxel takes.</summary>
    public int VoxelBytes => Points * ValuesPerPoint * sizeof(float);

    /// <summary>Where a voxel begins in Spectroscopy Data: voxels follow each other by columns, rows and frames (PS3.3 C.8.14.4.1).</summary>
    public long StartOf(VoxelIndex voxel) => (((((long)voxel.Frame * Rows) + voxel.Row) * Columns) + voxel.Column) * VoxelBytes;
}
