using Appliance.Dicom;

namespace Appliance;

/// <summary>The functional groups of the made-up Enhanced MR object (PS3.3 C.7.6.16.2 and C.8.13.5).</summary>
internal static class MrFunctionalGroups
{
    /// <summary>The groups that hold for all frames, as the one item of the shared sequence.</summary>
    /// <param name="spacing">Between the pixel centres, in millimetres, both ways.</param>
    /// <param name="thickness">Of a slice, in millimetres.</param>
    /// <param name="size">Rows and columns.</param>
    public static DicomDataset Shared(double spacing, double thickness, int size) =>
        DemoModules.Item()
            .SetSequence(DicomTag.PixelMeasuresSequence, DemoModules.Item()
                .Set(DicomTag.PixelSpacing, DemoModules.Decimal(spacing), DemoModules.Decimal(spacing))
                .Set(DicomTag.SliceThickness, DemoModules.Decimal(thickness)))
            .SetSequence(DicomTag.PlaneOrientationSequence, DemoModules.Item()
                .Set(DicomTag.ImageOrientationPatient, "1", "0", "0", "0", "1", "0"))
            .SetSequence(DicomTag.FrameAnatomySequence, DemoModules.Item()
                .Set(DicomTag.FrameLaterality, "U")
                .SetSequence(DicomTag.AnatomicRegionSequence, DemoModules.Code("T-A0100", "SRT", "Brain")))
            .SetSequence(DicomTag.PixelValueTransformationSequence, DemoModules.Item()
                .Set(DicomTag.RescaleIntercept, "0")
                .Set(DicomTag.RescaleSlope, "1")
                .Set(DicomTag.RescaleType, "US"))
            .SetSequence(DicomTag.MRTimingAndRelatedParametersSequence, Timing())
            .SetSequence(DicomTag.MRFOVGeometrySequence, DemoModules.Item()
                .Set(DicomTag.InPlanePhaseEncodingDirection, "ROW")
                .Set(DicomTag.MRAcquisitionFrequencyEncodingSteps, size)
                .Set(DicomTag.MRAcquisitionPhaseEncodingStepsInPlane, size)
                .Set(DicomTag.PercentSampling, "100")
                .Set(DicomTag.PercentPhaseFieldOfView, "100"))
            .SetSequence(DicomTag.MRModifierSequence, Modifier())
            .SetSequence(DicomTag.MRImagingModifierSequence, DemoModules.Item()
                .Set(DicomTag.MagnetizationTransfer, "NONE")
                .Set(DicomTag.BloodSignalNulling, "NO")
                .Set(DicomTag.Tagging, "NONE")
                .Set(DicomTag.TransmitterFrequency, 63.87)
                .Set(DicomTag.PixelBandwidth, "150"))
            .SetSequence(DicomTag.MRReceiveCoilSequence, DemoModules.Item()
                .Set(DicomTag.ReceiveCoilName, "HEAD")
                .Set(DicomTag.ReceiveCoilManufacturerName, "Appliance demonstration")
                .Set(DicomTag.ReceiveCoilType, "VOLUME")
                .Set(DicomTag.QuadratureReceiveCoil, "YES"))
            .SetSequence(DicomTag.MRTransmitCoilSequence, DemoModules.Item()
                .Set(DicomTag.TransmitCoilName, "BODY")
                .Set(DicomTag.TransmitCoilManufacturerName, "Appliance demonstration")
                .Set(DicomTag.TransmitCoilType, "BODY"))
            .SetSequence(DicomTag.MRAveragesSequence, DemoModules.Item().Set(DicomTag.NumberOfAverages, "1"));

    /// <summary>The groups of one frame.</summary>
    /// <param name="position">In the stack, from 1.</param>
    /// <param name="echo">The number of the echo, from 1.</param>
    /// <param name="echoTime">In milliseconds.</param>
    /// <param name="corner">Centre of the first pixel, in millimetres of the patient's system.</param>
    /// <param name="acquired">A DT value.</param>
    public static DicomDataset Frame(int position, int echo, double echoTime, (double X, double Y, double Z) corner, string acquired)
    {
        var contrast = echo == 1 ? "PROTON_DENSITY" : "T2";
        var (center, width) = echo == 1 ? ("1000", "2000") : ("450", "900");
        return DemoModules.Item()
            .SetSequence(DicomTag.FrameContentSequence, DemoModules.Item()
                .Set(DicomTag.FrameReferenceDateTime, acquired)
                .Set(DicomTag.FrameAcquisitionDateTime, acquired)
                .Set(DicomTag.FrameAcquisitionDuration, 180000.0)
                .Set(DicomTag.FrameAcquisitionNumber, 1)
                .Set(DicomTag.DimensionIndexValues, 1, position, echo)
                .Set(DicomTag.StackID, "1")
                .Set(DicomTag.InStackPositionNumber, position))
            .SetSequence(DicomTag.PlanePositionSequence, DemoModules.Item()
                .Set(DicomTag.ImagePositionPatient, DemoModules.Decimal(corner.X), DemoModules.Decimal(corner.Y), DemoModules.Decimal(corner.Z)))
            .SetSequence(DicomTag.FrameVOILUTSequence, DemoModules.Item()
                .Set(DicomTag.WindowCenter, center)
                .Set(DicomTag.WindowWidth, width))
            .SetSequence(DicomTag.MRImageFrameTypeSequence, DemoModules.Item()
                .Set(DicomTag.FrameType, "ORIGINAL", "PRIMARY", contrast, "NONE")
                .Set(DicomTag.PixelPresentation, "MONOCHROME")
                .Set(DicomTag.VolumetricProperties, "VOLUME")
                .Set(DicomTag.VolumeBasedCalculationTechnique, "NONE")
                .Set(DicomTag.ComplexImageComponent, "MAGNITUDE")
                .Set(DicomTag.AcquisitionContrast, contrast))
            .SetSequence(DicomTag.MREchoSequence, DemoModules.Item().Set(DicomTag.EffectiveEchoTime, echoTime));
    }

    private static DicomDataset Timing() =>
        DemoModules.Item()
            .Set(DicomTag.RepetitionTime, "2500")
            .Set(DicomTag.FlipAngle, "90")
            .Set(DicomTag.EchoTrainLength, "2")
            .Set(DicomTag.RFEchoTrainLength, 2)
            .Set(DicomTag.GradientEchoTrainLength, 0)
            .Set(DicomTag.GradientOutputType, "DB_DT")
            .Set(DicomTag.GradientOutput, 20.0)
            .SetSequence(DicomTag.SpecificAbsorptionRateSequence, DemoModules.Item()
                .Set(DicomTag.SpecificAbsorptionRateDefinition, "IEC_HEAD")
                .Set(DicomTag.SpecificAbsorptionRateValue, 0.8))
            .SetSequence(DicomTag.OperatingModeSequence, DemoModules.Item()
                .Set(DicomTag.OperatingModeType, "STATIC FIELD")
                .Set(DicomTag.OperatingMode, "IEC_NORMAL"));

    private static DicomDataset Modifier() =>
        DemoModules.Item()
            .Set(DicomTag.InversionRecovery, "NO")
            .Set(DicomTag.FlowCompensation, "NONE")
            .Set(DicomTag.Spoiling, "NONE")
            .Set(DicomTag.T2Preparation, "NO")
            .Set(DicomTag.SpectrallySelectedExcitation, "NONE")
            .Set(DicomTag.SpatialPresaturation, "NONE")
            .Set(DicomTag.PartialFourier, "NO")
            .Set(DicomTag.ParallelAcquisition, "NO");
}
