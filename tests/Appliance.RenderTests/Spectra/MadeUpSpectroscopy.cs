using System.Buffers.Binary;
using System.Numerics;
using Appliance.Dicom;

namespace Appliance.RenderTests.Spectra;

/// <summary>
/// MR Spectroscopy objects that follow the IOD (PS3.3 A.36.3) to the letter, with data points out of a formula. At 3 T (127.74 MHz), 2000 Hz
/// wide, referenced to water at 4.7 ppm.
/// </summary>
internal sealed class MadeUpSpectroscopy
{
    public const double Transmitter = 127.74;
    public const double Reference = 4.7;
    public const string FrameOfReference = "1.2.826.0.1.3680043.10.1234.4.1";

    private const string Dimensions = "1.2.826.0.1.3680043.10.1234.6.1";

    public int Rows { get; init; } = 1;

    public int Columns { get; init; } = 1;

    public int Frames { get; init; } = 1;

    /// <summary>Millimetres from frame to frame, towards the head.</summary>
    public double FrameStep { get; init; }

    public int Points { get; init; } = 1024;

    public int PointRows { get; init; } = 1;

    public double Width { get; init; } = 2000;

    public string Domain { get; init; } = "TIME";

    public string RowDomain { get; init; } = "TIME";

    public string Representation { get; init; } = "COMPLEX";

    public DicomTransferSyntax? Syntax { get; init; }

    /// <summary>The data point of a voxel (frame, row, column), a row of data points and a point.</summary>
    public required Func<(int Frame, int Row, int Column), int, int, Complex> Point { get; init; }

    /// <summary>One voxel of lines, sampled in time.</summary>
    public static MadeUpSpectroscopy OfLines(params SpectralLine[] lines) => new() { Point = (_, _, point) => Signal(lines, point / 2000.0) };

    /// <summary>What lines add up to at a time in seconds.</summary>
    public static Complex Signal(IEnumerable<SpectralLine> lines, double time) =>
        lines.Aggregate(Complex.Zero, (sum, line) => sum + line.SignalAt(time));

    /// <summary>The three high lines of a healthy brain: NAA, creatine, choline, at their chemical shifts in ppm.</summary>
    public static SpectralLine[] Brain(double naa = 10, double creatine = 6, double choline = 5) =>
    [
        new((2.01 - Reference) * Transmitter, naa, 6), new((3.03 - Reference) * Transmitter, creatine, 6), new((3.2 - Reference) * Transmitter, choline, 6),
    ];

    public DicomDataset Dataset()
    {
        var dataset = new DicomDataset(Syntax);
        SetPatientAndStudy(dataset);
        SetSpectroscopy(dataset);
        SetPulseSequence(dataset);
        if (FrameStep > 0)
        {
            dataset.Set(DicomTag.CoverageOfKSpace, "FULL");
        }

        dataset.SetSequence(DicomTag.SharedFunctionalGroupsSequence, SharedGroups());
        dataset.SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. Enumerable.Range(0, Frames).Select(FrameGroups)]);
        SetData(dataset);
        if (PointRows > 1)
        {
            dataset.Set(DicomTag.SignalDomainRows, RowDomain);
        }

        return dataset;
    }

    private static void SetPatientAndStudy(DicomDataset dataset) => dataset
        .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "SPECTROSCOPY", "NONE")
        .Set(DicomTag.SOPClassUID, DicomUID.MRSpectroscopyStorage)
        .Set(DicomTag.SOPInstanceUID, "1.2.826.0.1.3680043.10.1234.1.1")
        .Set(DicomTag.StudyDate, "20260105")
        .Set(DicomTag.SeriesDate, "20260105")
        .Set(DicomTag.ContentDate, "20260105")
        .Set(DicomTag.AcquisitionDateTime, "20260105120000")
        .Set(DicomTag.StudyTime, "120000")
        .Set(DicomTag.SeriesTime, "120000")
        .Set(DicomTag.ContentTime, "120000")
        .Set(DicomTag.AccessionNumber)
        .Set(DicomTag.Modality, "MR")
        .Set(DicomTag.Manufacturer, "Made up")
        .Set(DicomTag.ReferringPhysicianName)
        .Set(DicomTag.ManufacturerModelName, "Formula")
        .SetSequence(DicomTag.ReferencedPerformedProcedureStepSequence, new DicomDataset()
            .Set(DicomTag.ReferencedSOPClassUID, "1.2.840.10008.3.1.2.3.3")
            .Set(DicomTag.ReferencedSOPInstanceUID, "1.2.826.0.1.3680043.10.1234.5.1"))
        .Set(DicomTag.PatientName, "Formula^Made")
        .Set(DicomTag.PatientID, "SPECTRUM")
        .Set(DicomTag.PatientBirthDate)
        .Set(DicomTag.PatientSex, "O")
        .Set(DicomTag.DeviceSerialNumber, "1")
        .Set(DicomTag.SoftwareVersions, "1")
        .Set(DicomTag.PatientPosition, "HFS")
        .Set(DicomTag.StudyInstanceUID, "1.2.826.0.1.3680043.10.1234.2.1")
        .Set(DicomTag.SeriesInstanceUID, "1.2.826.0.1.3680043.10.1234.3.1")
        .Set(DicomTag.StudyID)
        .Set(DicomTag.SeriesNumber, "1")
        .Set(DicomTag.AcquisitionNumber, "1")
        .Set(DicomTag.InstanceNumber, "1")
        .Set(DicomTag.FrameOfReferenceUID, FrameOfReference)
        .Set(DicomTag.PositionReferenceIndicator)
        .SetSequence(DicomTag.AcquisitionContextSequence);

    private void SetSpectroscopy(DicomDataset dataset)
    {
        var axes = PointRows > 1 ? 2 : 1;
        dataset
            .Set(DicomTag.VolumetricProperties, "VOLUME")
            .Set(DicomTag.VolumeBasedCalculationTechnique, "NONE")
            .Set(DicomTag.ComplexImageComponent, Representation)
            .Set(DicomTag.AcquisitionContrast, "UNKNOWN")
            .Set(DicomTag.MagneticFieldStrength, "3")
            .Set(DicomTag.ContentQualification, "RESEARCH")
            .Set(DicomTag.ResonantNucleus, [.. Enumerable.Repeat("1H", axes)])
            .Set(DicomTag.KSpaceFiltering, "NONE")
            .Set(DicomTag.ApplicableSafetyStandardAgency, "IEC")
            .Set(DicomTag.SpectralWidth, [.. Enumerable.Repeat(Width, axes)])
            .Set(DicomTag.ChemicalShiftReference, [.. Enumerable.Repeat(Reference, axes)])
            .Set(DicomTag.TransmitterFrequency, [.. Enumerable.Repeat(Transmitter, axes)])
            .Set(DicomTag.VolumeLocalizationTechnique, "PRESS")
            .SetSequence(DicomTag.VolumeLocalizationSequence, Slab(1, 0, 0), Slab(0, 1, 0), Slab(0, 0, 1))
            .Set(DicomTag.Decoupling, "NO")
            .Set(DicomTag.TimeDomainFiltering, [.. Enumerable.Repeat("NONE", axes)])
            .Set(DicomTag.NumberOfZeroFills, [.. Enumerable.Repeat(0, axes)])
            .Set(DicomTag.BaselineCorrection, "NONE")
            .Set(DicomTag.FrequencyCorrection, "NO")
            .Set(DicomTag.FirstOrderPhaseCorrection, "NO")
            .Set(DicomTag.WaterReferencedPhaseCorrection, "NO");
    }

    private static DicomDataset Slab(double x, double y, double z) => new DicomDataset()
        .Set(DicomTag.SlabThickness, 20.0).Set(DicomTag.SlabOrientation, x, y, z).Set(DicomTag.MidSlabPosition, 5.0, -10.0, 30.0);

    private void SetPulseSequence(DicomDataset dataset) => dataset
        .Set(DicomTag.PulseSequenceName, "made_up")
        .Set(DicomTag.MRSpectroscopyAcquisitionType, Rows * Columns == 1 ? "SINGLE_VOXEL" : FrameStep > 0 ? "VOLUME" : "PLANE")
        .Set(DicomTag.EchoPulseSequence, "SPIN")
        .Set(DicomTag.MultipleSpinEcho, "NO")
        .Set(DicomTag.MultiPlanarExcitation, "NO")
        .Set(DicomTag.SteadyStatePulseSequence, "NONE")
        .Set(DicomTag.EchoPlanarPulseSequence, "NO")
        .Set(DicomTag.SpectrallySelectedSuppression, "WATER")
        .Set(DicomTag.GeometryOfKSpaceTraversal, "RECTILINEAR")
        .Set(DicomTag.SegmentedKSpaceTraversal, "SINGLE")
        .Set(DicomTag.RectilinearPhaseEncodeReordering, "LINEAR")
        .Set(DicomTag.NumberOfKSpaceTrajectories, 1)
        .Set(DicomTag.AcquisitionDuration, 60.0)
        .SetSequence(DicomTag.DimensionOrganizationSequence, new DicomDataset().Set(DicomTag.DimensionOrganizationUID, Dimensions))
        .SetSequence(DicomTag.DimensionIndexSequence, new DicomDataset()
            .Set(DicomTag.DimensionOrganizationUID, Dimensions)
            .Set(DicomTag.DimensionIndexPointer, DicomTag.FrameAcquisitionNumber)
            .Set(DicomTag.FunctionalGroupPointer, DicomTag.FrameContentSequence));

    private DicomDataset SharedGroups() => new DicomDataset()
        .SetSequence(DicomTag.MRReceiveCoilSequence, new DicomDataset()
            .Set(DicomTag.ReceiveCoilName, "HEAD").Set(DicomTag.ReceiveCoilManufacturerName).Set(DicomTag.ReceiveCoilType, "VOLUME").Set(DicomTag.QuadratureReceiveCoil, "NO"))
        .SetSequence(DicomTag.MRTransmitCoilSequence, new DicomDataset()
            .Set(DicomTag.TransmitCoilName, "BODY").Set(DicomTag.TransmitCoilManufacturerName).Set(DicomTag.TransmitCoilType, "BODY"))
        .SetSequence(DicomTag.MRSpectroscopyFOVGeometrySequence, new DicomDataset()
            .Set(DicomTag.PercentSampling, "100").Set(DicomTag.PercentPhaseFieldOfView, "100")
            .Set(DicomTag.SpectroscopyAcquisitionPhaseRows, Rows).Set(DicomTag.SpectroscopyAcquisitionDataColumns, Points)
            .Set(DicomTag.SpectroscopyAcquisitionOutOfPlanePhaseSteps, 1).Set(DicomTag.SpectroscopyAcquisitionPhaseColumns, Columns))
        .SetSequence(DicomTag.MRTimingAndRelatedParametersSequence, new DicomDataset()
            .Set(DicomTag.RepetitionTime, "2000").Set(DicomTag.EchoTrainLength, "1").Set(DicomTag.FlipAngle, "90")
            .SetSequence(DicomTag.OperatingModeSequence, new DicomDataset().Set(DicomTag.OperatingModeType, "RF").Set(DicomTag.OperatingMode, "IEC_NORMAL"))
            .SetSequence(DicomTag.SpecificAbsorptionRateSequence, new DicomDataset()
                .Set(DicomTag.SpecificAbsorptionRateDefinition, "IEC_WHOLE_BODY").Set(DicomTag.SpecificAbsorptionRateValue, 0.1))
            .Set(DicomTag.GradientOutputType, "DB_DT").Set(DicomTag.GradientOutput, 1.0)
            .Set(DicomTag.RFEchoTrainLength, 1).Set(DicomTag.GradientEchoTrainLength, 0))
        .SetSequence(DicomTag.MREchoSequence, new DicomDataset().Set(DicomTag.EffectiveEchoTime, 30.0))
        .SetSequence(DicomTag.MRModifierSequence, new DicomDataset()
            .Set(DicomTag.InversionRecovery, "NO").Set(DicomTag.FlowCompensation, "NONE").Set(DicomTag.T2Preparation, "NO")
            .Set(DicomTag.SpectrallySelectedExcitation, "NONE").Set(DicomTag.SpatialPresaturation, "NONE")
            .Set(DicomTag.ParallelAcquisition, "NO").Set(DicomTag.PartialFourier, "NO"))
        .SetSequence(DicomTag.MRAveragesSequence, new DicomDataset().Set(DicomTag.NumberOfAverages, "16"))
        .SetSequence(DicomTag.FrameAnatomySequence, new DicomDataset()
            .SetSequence(DicomTag.AnatomicRegionSequence, new DicomDataset()
                .Set(DicomTag.CodeValue, "T-A0100").Set(DicomTag.CodingSchemeDesignator, "SRT").Set(DicomTag.CodeMeaning, "Brain"))
            .Set(DicomTag.FrameLaterality, "U"))
        .SetSequence(DicomTag.PlaneOrientationSequence, new DicomDataset().Set(DicomTag.ImageOrientationPatient, "1", "0", "0", "0", "1", "0"))
        .SetSequence(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.SliceThickness, "20").Set(DicomTag.PixelSpacing, "15", "12"));

    private DicomDataset FrameGroups(int frame) => new DicomDataset()
        .SetSequence(DicomTag.MRSpectroscopyFrameTypeSequence, new DicomDataset()
            .Set(DicomTag.FrameType, "ORIGINAL", "PRIMARY", "SPECTROSCOPY", "NONE").Set(DicomTag.VolumetricProperties, "VOLUME")
            .Set(DicomTag.VolumeBasedCalculationTechnique, "NONE").Set(DicomTag.ComplexImageComponent, Representation).Set(DicomTag.AcquisitionContrast, "UNKNOWN"))
        .SetSequence(DicomTag.FrameContentSequence, new DicomDataset()
            .Set(DicomTag.FrameAcquisitionDateTime, "20260105120000").Set(DicomTag.FrameReferenceDateTime, "20260105120000")
            .Set(DicomTag.FrameAcquisitionDuration, 60000.0).Set(DicomTag.FrameAcquisitionNumber, frame + 1).Set(DicomTag.DimensionIndexValues, frame + 1))
        .SetSequence(DicomTag.PlanePositionSequence, new DicomDataset().Set(DicomTag.ImagePositionPatient, "-20", "-30", (40 + (frame * FrameStep)).ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private void SetData(DicomDataset dataset) => dataset
        .Set(DicomTag.NumberOfFrames, Frames)
        .Set(DicomTag.Rows, Rows)
        .Set(DicomTag.Columns, Columns)
        .Set(DicomTag.DataPointRows, PointRows)
        .Set(DicomTag.DataPointColumns, Points)
        .Set(DicomTag.SignalDomainColumns, Domain)
        .Set(DicomTag.DataRepresentation, Representation)
        .SetBytes(DicomTag.SpectroscopyData, DicomVR.OF, Data());

    private byte[] Data()
    {
        var bytes = new byte[Frames * Rows * Columns * PointRows * Points * (Representation == "COMPLEX" ? 8 : 4)];
        var at = 0;
        for (var voxel = 0; voxel < Frames * Rows * Columns; voxel++)
        {
            for (var point = 0; point < PointRows * Points; point++)
            {
                var place = (voxel / (Rows * Columns), voxel / Columns % Rows, voxel % Columns);
                at = Write(bytes, at, Point(place, point / Points, point % Points));
            }
        }

        return bytes;
    }

    private int Write(byte[] bytes, int at, Complex point)
    {
        double[] values = Representation switch
        {
            "COMPLEX" => [point.Real, point.Imaginary],
            "REAL" => [point.Real],
            "IMAGINARY" => [point.Imaginary],
            _ => [point.Magnitude],
        };
        foreach (var value in values)
        {
            var bits = BitConverter.SingleToUInt32Bits((float)value);
            if (Syntax?.IsBigEndian == true)
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), bits);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), bits);
            }

            at += sizeof(float);
        }

        return at;
    }
}
