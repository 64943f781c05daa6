using Appliance.Dicom;

namespace Appliance.RenderTests.Objects;

/// <summary>What several made-up objects have in common, beside the modules of <see cref="DemoModules"/>.</summary>
internal static class MadeModules
{
    public const string Acquired = DemoModules.StudyDate + "101500";

    /// <summary>Patient, study, series, equipment and SOP common of an object.</summary>
    public static DicomDataset Begin(DicomUID sopClass, string modality, string name) =>
        DemoModules.Begin(DemoPatient.Latin, StudyOf(modality, name)).Identify(sopClass, StudyOf(modality, name), series: 1, name, number: 1);

    /// <summary>The same for an enhanced multi-frame object: with a frame of reference, synchronisation, and what every enhanced image says of itself.</summary>
    public static DicomDataset BeginEnhanced(DicomUID sopClass, string modality, string name, params string[] imageType)
    {
        var dataset = Begin(sopClass, modality, name).InFrameOfReference(StudyOf(modality, name))
            .Set(DicomTag.ImageType, imageType)
            .Set(DicomTag.ContentQualification, "RESEARCH")
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .Set(DicomTag.RecognizableVisualFeatures, "NO")
            .Set(DicomTag.LossyImageCompression, "00")
            .Set(DicomTag.PresentationLUTShape, "IDENTITY")
            .SetSequence(DicomTag.AcquisitionContextSequence);
        dataset.Remove(DicomTag.AcquisitionDate);
        dataset.Remove(DicomTag.AcquisitionTime);
        return dataset;
    }

    /// <summary>Acquisition and synchronisation of enhanced objects that are acquired, not derived.</summary>
    public static DicomDataset Acquire(this DicomDataset dataset, string name) =>
        dataset.Set(DicomTag.AcquisitionNumber, 1)
            .Set(DicomTag.AcquisitionDateTime, Acquired)
            .Set(DicomTag.AcquisitionDuration, 1000.0)
            .Set(DicomTag.SynchronizationFrameOfReferenceUID, DemoUids.Of(name + "/synchronization"))
            .Set(DicomTag.SynchronizationTrigger, "NO TRIGGER")
            .Set(DicomTag.AcquisitionTimeSynchronized, "N");

    /// <summary>One dimension, in which the frames stand in their order (PS3.3 C.7.6.17).</summary>
    public static DicomDataset OrderBy(this DicomDataset dataset, DicomTag pointer, DicomTag group, string label)
    {
        var organization = DemoUids.Of(label + "/dimensions");
        return dataset
            .SetSequence(DicomTag.DimensionOrganizationSequence, DemoModules.Item().Set(DicomTag.DimensionOrganizationUID, organization))
            .SetSequence(DicomTag.DimensionIndexSequence, DemoModules.Item()
                .Set(DicomTag.DimensionOrganizationUID, organization)
                .Set(DicomTag.DimensionIndexPointer, pointer)
                .Set(DicomTag.FunctionalGroupPointer, group)
                .Set(DicomTag.DimensionDescriptionLabel, label));
    }

    /// <summary>The functional groups of one frame: its content, its index being its place, and what <paramref name="add"/> adds.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="add">The macros that vary.</param>
    public static DicomDataset Frame(int frame, Action<DicomDataset> add)
    {
        var groups = DemoModules.Item().SetSequence(DicomTag.FrameContentSequence, DemoModules.Item()
            .Set(DicomTag.FrameAcquisitionDateTime, Acquired)
            .Set(DicomTag.FrameReferenceDateTime, Acquired)
            .Set(DicomTag.FrameAcquisitionDuration, 10.0)
            .Set(DicomTag.FrameAcquisitionNumber, 1)
            .Set(DicomTag.DimensionIndexValues, frame + 1));
        add(groups);
        return groups;
    }

    /// <summary>The per-frame groups of so many frames.</summary>
    public static DicomDataset Frames(this DicomDataset dataset, int count, Action<int, DicomDataset> add) =>
        dataset.Set(DicomTag.NumberOfFrames, count)
            .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. Enumerable.Range(0, count).Select(frame => Frame(frame, groups => add(frame, groups)))]);

    /// <summary>The shared groups of an axial slice of 2 mm pixels in the patient's system.</summary>
    public static DicomDataset AxialSlices() =>
        DemoModules.Item()
            .SetSequence(DicomTag.PixelMeasuresSequence, DemoModules.Item().Set(DicomTag.PixelSpacing, "2", "2").Set(DicomTag.SliceThickness, "4"))
            .SetSequence(DicomTag.PlaneOrientationSequence, DemoModules.Item().Set(DicomTag.ImageOrientationPatient, "1", "0", "0", "0", "1", "0"))
            .SetSequence(DicomTag.FrameAnatomySequence, DemoModules.Item()
                .Set(DicomTag.FrameLaterality, "U")
                .SetSequence(DicomTag.AnatomicRegionSequence, DemoModules.Code("12738006", "SCT", "Brain")));

    /// <summary>Where a slice of <see cref="AxialSlices"/> lies.</summary>
    public static void AddPosition(int frame, DicomDataset groups) =>
        groups.SetSequence(DicomTag.PlanePositionSequence, DemoModules.Item().Set(DicomTag.ImagePositionPatient, "-47", "-47", DemoModules.Decimal(4 * frame)));

    /// <summary>The windows of a macro or data set.</summary>
    public static DicomDataset Window(this DicomDataset holder, double center, double width) =>
        holder.Set(DicomTag.WindowCenter, DemoModules.Decimal(center)).Set(DicomTag.WindowWidth, DemoModules.Decimal(width));

    /// <summary>Words, little endian.</summary>
    public static byte[] Words(IEnumerable<int> values) => [.. values.SelectMany(value => new[] { (byte)value, (byte)(value >> 8) })];

    private static DemoStudy StudyOf(string modality, string name) => new("MADE-" + name[..Math.Min(name.Length, 11)], modality, "101500", name, "M1");
}
