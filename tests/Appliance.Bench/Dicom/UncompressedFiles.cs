using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>The uncompressed files of the corpus in memory.</summary>
internal static class UncompressedFiles
{
    /// <summary>Bytes of each file, with the layout and place of its data set.</summary>
    public static List<(byte[] Bytes, DicomEncoding Encoding, int DatasetOffset)> Load(BenchPlace place)
    {
        var loaded = new List<(byte[], DicomEncoding, int)>();
        foreach (var path in place.CorpusFiles)
        {
            var bytes = File.ReadAllBytes(path);
            try
            {
                using var file = DicomFile.Parse(bytes);
                if (file.Note is null && !file.TransferSyntax.IsEncapsulated && !file.TransferSyntax.IsDeflated && !file.TransferSyntax.IsBzip2)
                {
                    loaded.Add((bytes, file.Dataset.Origin.Encoding, (int)file.DatasetOffset));
                }
            }
            catch (DicomFormatException)
            {
                // Broken on purpose.
            }
        }

        return loaded;
    }

    /// <summary>A CT image as most of an archive is: 512 x 512 x 16 bit.</summary>
    public static byte[] CtImage()
    {
        const int side = 512;
        var pixels = new byte[side * side * sizeof(ushort)];
        new Random(1).NextBytes(pixels);
        var dataset = new DicomDataset()
            .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage).Set(DicomTag.SOPInstanceUID, "1.2.3").Set(DicomTag.PatientName, "Bench^Mark")
            .Set(DicomTag.Modality, "CT").Set(DicomTag.Rows, side).Set(DicomTag.Columns, side).Set(DicomTag.BitsAllocated, 16)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, pixels);
        using var file = new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }
}
