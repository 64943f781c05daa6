using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads the MR Spectroscopy Data module, holds its numbers against the limits, and notes what had to be taken for granted.</summary>
internal sealed class SpectroscopyLayoutReader(DicomDataset dataset, List<string> notes)
{
    private static readonly (string Term, DataRepresentation Value)[] Representations =
    [
        ("COMPLEX", DataRepresentation.Complex),
        ("REAL", DataRepresentation.Real),
        ("IMAGINARY", DataRepresentation.Imaginary),
        ("MAGNITUDE", DataRepresentation.Magnitude),
    ];

    private static readonly (string Term, SignalDomain Value)[] Domains = [("TIME", SignalDomain.Time), ("FREQUENCY", SignalDomain.Frequency)];

    /// <summary>Reads the layout.</summary>
    /// <exception cref="DicomImageException">An attribute is missing, or says something that no spectrum can be made of.</exception>
    public SpectroscopyLayout Read()
    {
        var (rows, columns) = (Voxels(DicomTag.Rows), Voxels(DicomTag.Columns));
        HoldTo(SpectroscopyLayout.MaxVoxelsOfFrame, (long)rows * columns, DicomTag.Rows, $"{columns}x{rows} voxels");
        var pointColumns = Points(DicomTag.DataPointColumns, null);
        var pointRows = Points(DicomTag.DataPointRows, 1);
        HoldTo(SpectroscopyLayout.MaxPointsOfVoxel, (long)pointRows * pointColumns, DicomTag.DataPointColumns, $"{pointColumns}x{pointRows} data points");
        var frames = Frames();
        HoldTo(SpectroscopyLayout.MaxVoxels, (long)rows * columns * frames, DicomTag.NumberOfFrames, $"{frames} frames of {columns}x{rows} voxels");
        return new SpectroscopyLayout
        {
            Rows = rows,
            Columns = columns,
            NumberOfFrames = frames,
            DataPointRows = pointRows,
            DataPointColumns = pointColumns,
            Representation = Term(DicomTag.DataRepresentation, Representations),
            DomainColumns = Term(DicomTag.SignalDomainColumns, Domains),
            DomainRows = pointRows > 1 ? Term(DicomTag.SignalDomainRows, Domains) : SignalDomain.Frequency,
        };
    }

    private int Frames()
    {
        if (dataset.GetString(DicomTag.NumberOfFrames) is not { } text)
        {
            return 1;
        }

        var frames = dataset.GetInt64(DicomTag.NumberOfFrames);
        if (frames is not > 0)
        {
            notes.Add($"{Name(DicomTag.NumberOfFrames)}: '{text}' is no number of frames, taken as 1");
            return 1;
        }

        HoldTo(ImageLayout.MaxFrames, frames.Value, DicomTag.NumberOfFrames, $"{frames} frames");
        return (int)frames.Value;
    }

    private int Voxels(DicomTag tag) => Within(tag, dataset.GetInt64(tag) ?? throw Missing(tag), ushort.MaxValue);

    private int Points(DicomTag tag, int? otherwise)
    {
        if (dataset.GetInt64(tag) is { } points)
        {
            return Within(tag, points, SpectroscopyLayout.MaxPointsOfVoxel);
        }

        notes.Add($"{Name(tag)}: missing, taken as {otherwise ?? throw Missing(tag)}");
        return otherwise.Value;
    }

    private T Term<T>(DicomTag tag, (string Term, T Value)[] terms)
    {
        var stated = dataset.GetString(tag)?.Trim() ?? throw Missing(tag);
        foreach (var (term, value) in terms)
        {
            if (term.Equals(stated, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new DicomImageException(Name(tag), $"'{stated}' is none of {string.Join(", ", terms.Select(known => known.Term))}");
    }

    private DicomImageException Missing(DicomTag tag) => new(Name(tag), dataset.Contains(tag) ? "has no value that can be read" : "is missing");

    private static int Within(DicomTag tag, long value, int most) =>
        value >= 1 && value <= most ? (int)value : throw new DicomImageException(Name(tag), $"{value} is not between 1 and {most}");

    private static void HoldTo(long most, long value, DicomTag tag, string found)
    {
        if (value > most)
        {
            throw new DicomImageException(Name(tag), $"{found} are more than the {most} that are shown");
        }
    }

    private static string Name(DicomTag tag) => ImageLayoutReader.Name(tag);
}
