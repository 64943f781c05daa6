using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance;

/// <summary>
/// An Enhanced MR multi-frame object of a head phantom (PS3.3 A.36.2): two echoes over a stack of slices, with shared and per-frame
/// functional groups and a dimension organisation of stack, position and echo time.
/// </summary>
internal static class EnhancedMr
{
    public const int Slices = 12;

    private const int Size = 192;
    private const double Spacing = 1.25;
    private const double SliceSpacing = 10;
    private const string Acquired = DemoModules.StudyDate + "101500";

    private static readonly double[] EchoTimes = [20, 100];

    /// <summary>Frames of the object: every slice at every echo time.</summary>
    public static int Frames => Slices * EchoTimes.Length;

    public static DemoStudy Study { get; } = new("DEMO-MR", "MR", "101500", "MR head, two echoes", "A260302-2");

    public static DicomDataset Make(DemoPatient patient)
    {
        var dataset = DemoModules.Begin(patient, Study)
            .Identify(DicomUID.EnhancedMRImageStorage, Study, series: 1, "PD and T2 axial", number: 1)
            .InFrameOfReference(Study)
            .Set(DicomTag.PatientPosition, "HFS")
            .Set(DicomTag.SynchronizationFrameOfReferenceUID, DemoUids.Of(Study.Id + "/synchronization"))
            .Set(DicomTag.SynchronizationTrigger, "NO TRIGGER")
            .Set(DicomTag.AcquisitionTimeSynchronized, "N")
            .Pixels("MONOCHROME2", Size, Size, bitsAllocated: 16, bitsStored: 12)
            .Set(DicomTag.NumberOfFrames, Frames);
        AddImageDescription(dataset);
        AddPulseSequence(dataset);
        AddDimensions(dataset);
        dataset.SetSequence(DicomTag.SharedFunctionalGroupsSequence, MrFunctionalGroups.Shared(Spacing, SliceSpacing, Size));
        dataset.SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. Enumerable.Range(0, Frames).Select(FrameGroups)]);
        return dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, Draw());
    }

    // Enhanced MR Image module, C.8.13.1.
    private static void AddImageDescription(DicomDataset dataset) =>
        dataset.Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "MIXED", "NONE")
            .Set(DicomTag.AcquisitionNumber, 1)
            .Set(DicomTag.AcquisitionDateTime, Acquired)
            .Set(DicomTag.AcquisitionDuration, 180000.0)
            .Set(DicomTag.ContentQualification, "RESEARCH")
            .Set(DicomTag.ResonantNucleus, "1H")
            .Set(DicomTag.KSpaceFiltering, "NONE")
            .Set(DicomTag.MagneticFieldStrength, 1.5)
            .Set(DicomTag.ApplicableSafetyStandardAgency, "IEC")
            .Set(DicomTag.PixelPresentation, "MONOCHROME")
            .Set(DicomTag.VolumetricProperties, "VOLUME")
            .Set(DicomTag.VolumeBasedCalculationTechnique, "NONE")
            .Set(DicomTag.ComplexImageComponent, "MAGNITUDE")
            .Set(DicomTag.AcquisitionContrast, "MIXED")
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .Set(DicomTag.LossyImageCompression, "00")
            .Set(DicomTag.PresentationLUTShape, "IDENTITY")
            .SetSequence(DicomTag.AcquisitionContextSequence);

    // MR Pulse Sequence module, C.8.13.4.
    private static void AddPulseSequence(DicomDataset dataset) =>
        dataset.Set(DicomTag.PulseSequenceName, "se_2echo")
            .Set(DicomTag.MRAcquisitionType, "2D")
            .Set(DicomTag.EchoPulseSequence, "SPIN")
            .Set(DicomTag.MultipleSpinEcho, "YES")
            .Set(DicomTag.MultiPlanarExcitation, "NO")
            .Set(DicomTag.PhaseContrast, "NO")
            .Set(DicomTag.TimeOfFlightContrast, "NO")
            .Set(DicomTag.SteadyStatePulseSequence, "NONE")
            .Set(DicomTag.EchoPlanarPulseSequence, "NO")
            .Set(DicomTag.SaturationRecovery, "NO")
            .Set(DicomTag.SpectrallySelectedSuppression, "NONE")
            .Set(DicomTag.OversamplingPhase, "NONE")
            .Set(DicomTag.GeometryOfKSpaceTraversal, "RECTILINEAR")
            .Set(DicomTag.RectilinearPhaseEncodeReordering, "LINEAR")
            .Set(DicomTag.SegmentedKSpaceTraversal, "SINGLE")
            .Set(DicomTag.NumberOfKSpaceTrajectories, 1);

    // Multi-frame Dimension module, C.7.6.17: the order of the index values in FrameGroups.
    private static void AddDimensions(DicomDataset dataset)
    {
        var organization = DemoUids.Of(Study.Id + "/dimensions");
        dataset.SetSequence(DicomTag.DimensionOrganizationSequence, DemoModules.Item().Set(DicomTag.DimensionOrganizationUID, organization));
        dataset.SetSequence(
            DicomTag.DimensionIndexSequence,
            Dimension(DicomTag.StackID, DicomTag.FrameContentSequence, "Stack"),
            Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence, "Position"),
            Dimension(DicomTag.EffectiveEchoTime, DicomTag.MREchoSequence, "Echo time"));

        DicomDataset Dimension(DicomTag pointer, DicomTag group, string label) =>
            DemoModules.Item()
                .Set(DicomTag.DimensionOrganizationUID, organization)
                .Set(DicomTag.DimensionIndexPointer, pointer)
                .Set(DicomTag.FunctionalGroupPointer, group)
                .Set(DicomTag.DimensionDescriptionLabel, label);
    }

    // Frames run slice by slice within an echo.
    private static DicomDataset FrameGroups(int frame)
    {
        int slice = frame % Slices, echo = frame / Slices;
        var corner = -Spacing * (Size - 1) / 2;
        return MrFunctionalGroups.Frame(slice + 1, echo + 1, EchoTimes[echo], (corner, corner, slice * SliceSpacing), Acquired);
    }

    private static byte[] Draw()
    {
        var bytes = new byte[Frames * Size * Size * 2];
        for (var frame = 0; frame < Frames; frame++)
        {
            int slice = frame % Slices, echo = frame / Slices;
            var z = (1.7 * slice / (Slices - 1)) - 0.8;
            var pixels = bytes.AsSpan(frame * Size * Size * 2, Size * Size * 2);
            for (var row = 0; row < Size; row++)
            {
                for (var column = 0; column < Size; column++)
                {
                    double x = ((column + 0.5) * 2 / Size) - 1, y = ((row + 0.5) * 2 / Size) - 1;
                    var signal = 2600 * MrPhantom.At(x, y, z, EchoTimes[echo]);

                    // A magnitude of noisy real and imaginary parts: the Rician noise of MR.
                    var real = signal + (18 * Noise.At(column, row, frame, 2));
                    var imaginary = 18 * Noise.At(column, row, frame, 3);
                    var magnitude = Math.Clamp(Math.Round(Math.Sqrt((real * real) + (imaginary * imaginary))), 0, 4095);
                    BinaryPrimitives.WriteUInt16LittleEndian(pixels[(((row * Size) + column) * 2)..], (ushort)magnitude);
                }
            }
        }

        return bytes;
    }
}
