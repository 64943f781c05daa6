namespace Appliance.Dicom;

/// <summary>Makes and writes File Meta Information (PS3.10 7.1).</summary>
internal static class FileMeta10
{
    public const int PreambleLength = 128;

    /// <summary>A meta group with all that is required; its group length is put right by <see cref="Write"/>.</summary>
    public static DicomDataset Build(DicomUID sopClass, DicomUID sopInstance, DicomTransferSyntax syntax, string? sourceAet)
    {
        var meta = new DicomDataset()
            .Set(DicomTag.FileMetaInformationGroupLength, 0)
            .SetBytes(DicomTag.FileMetaInformationVersion, DicomVR.OB, new byte[] { 0, 1 })
            .Set(DicomTag.MediaStorageSOPClassUID, sopClass)
            .Set(DicomTag.MediaStorageSOPInstanceUID, sopInstance)
            .Set(DicomTag.TransferSyntaxUID, syntax.Uid)
            .Set(DicomTag.ImplementationClassUID, DicomImplementation.ClassUid)
            .Set(DicomTag.ImplementationVersionName, DicomImplementation.VersionName);
        return string.IsNullOrWhiteSpace(sourceAet) ? meta : meta.Set(DicomTag.SourceApplicationEntityTitle, sourceAet);
    }

    /// <summary>The preamble, if there is one, and the prefix.</summary>
    public static void WritePrefix(Stream stream, byte[] preamble)
    {
        stream.Write(preamble);
        stream.Write("DICM"u8);
    }

    /// <summary>Group 0002, always in explicit VR little endian.</summary>
    public static void Write(Stream stream, DicomDataset meta) =>
        DicomDatasetWriter.WriteTo(stream, meta, DicomTransferSyntax.ExplicitVRLittleEndian);
}
