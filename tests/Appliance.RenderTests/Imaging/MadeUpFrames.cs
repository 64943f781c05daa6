using Appliance.Dicom;

namespace Appliance.RenderTests.Imaging;

/// <summary>Made-up enhanced multi-frame objects: small black frames whose functional groups are what the test is about.</summary>
internal static class MadeUpFrames
{
    public const string FrameOfReference = "2.25.100";

    /// <summary>An object of frames with these functional groups.</summary>
    /// <param name="frames">Number of Frames.</param>
    /// <param name="perFrame">The groups of each item.</param>
    /// <param name="shared">The shared groups.</param>
    public static DicomDataset Enhanced(int frames, IEnumerable<DicomDataset> perFrame, DicomDataset? shared = null)
    {
        var dataset = MadeUp.Pixels(1, 8, 8, signed: false, "MONOCHROME2", null)
            .Set(DicomTag.SOPInstanceUID, "2.25.1")
            .Set(DicomTag.SeriesInstanceUID, "2.25.2")
            .Set(DicomTag.FrameOfReferenceUID, FrameOfReference)
            .Set(DicomTag.NumberOfFrames, frames)
            .SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[frames * MadeUp.Side * MadeUp.Side])
            .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. perFrame]);
        return shared is null ? dataset : dataset.SetSequence(DicomTag.SharedFunctionalGroupsSequence, shared);
    }

    /// <summary>Functional groups of one macro.</summary>
    public static DicomDataset Group(DicomTag macro, DicomDataset item) => new DicomDataset().SetSequence(macro, item);

    /// <summary>Groups with one more macro.</summary>
    public static DicomDataset With(this DicomDataset groups, DicomTag macro, DicomDataset item) => groups.SetSequence(macro, item);

    /// <summary>Frame Content with dimension index values.</summary>
    public static DicomDataset Content(params int[] values) =>
        Group(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.DimensionIndexValues, values));

    /// <summary>Plane Position (Patient).</summary>
    public static DicomDataset Position(double x, double y, double z) => new DicomDataset().Set(DicomTag.ImagePositionPatient, x, y, z);

    /// <summary>Plane Orientation (Patient).</summary>
    public static DicomDataset Orientation(params double[] cosines) => new DicomDataset().Set(DicomTag.ImageOrientationPatient, cosines);

    /// <summary>An item of the Dimension Index Sequence.</summary>
    public static DicomDataset Dimension(DicomTag pointer, DicomTag group, string? organization = "2.25.7")
    {
        var item = new DicomDataset().Set(DicomTag.DimensionIndexPointer, pointer).Set(DicomTag.FunctionalGroupPointer, group);
        return organization is null ? item : item.Set(DicomTag.DimensionOrganizationUID, organization);
    }
}
