using Appliance.Dicom;

namespace Appliance.RenderTests.Objects;

/// <summary>A made-up object that follows its IOD, and the formulas behind its pixels.</summary>
internal sealed record MadeObject
{
    /// <summary>What it is called in the table and in Golden/.</summary>
    public required string Name { get; init; }

    public required DicomDataset Dataset { get; init; }

    /// <summary>The stored value at a frame, column and row, all from 0, and a sample: 0 red, 1 green, 2 blue; colour as the 8-bit RGB that it stands for.</summary>
    public required Func<int, int, int, int, double> Stored { get; init; }

    /// <summary>The level drawn there, 0 to 255, before it is rounded.</summary>
    public required Func<int, int, int, int, double> Shown { get; init; }

    /// <summary>How far a stored value may be off: 1 where YBR is made RGB in whole numbers.</summary>
    public double Tolerance { get; init; }

    /// <summary>Writes it as a file in Explicit VR Little Endian.</summary>
    public void Save(string path)
    {
        using var stream = File.Create(path);
        using var file = new DicomFile(Dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        file.Write(stream);
    }
}
