using Appliance.Dicom;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Objects;

/// <summary>An Enhanced US Volume (PS3.3 A.59) of four planes in the volume's own system, each brighter than the one before.</summary>
internal static class EnhancedUltrasoundVolume
{
    private const int Planes = 4;
    private const string Name = "enhanced-us-volume";

    public static MadeObject Make()
    {
        var dataset = MadeModules.BeginEnhanced(DicomUID.EnhancedUSVolumeStorage, "US", Name, "ORIGINAL", "PRIMARY", "VOLUME", "NONE")
            .Acquire(Name)
            .Pixels("MONOCHROME2", MadeObjects.Side, MadeObjects.Side, bitsAllocated: 8, bitsStored: 8)
            .OrderBy(DicomTag.ImagePositionVolume, DicomTag.PlanePositionVolumeSequence, "Position")
            .SetSequence(DicomTag.SharedFunctionalGroupsSequence, Shared())
            .Frames(Planes, (frame, groups) => groups.SetSequence(
                DicomTag.PlanePositionVolumeSequence, DemoModules.Item().Set(DicomTag.ImagePositionVolume, 0.0, 0.0, 3.0 * frame)))
            .SetBytes(DicomTag.PixelData, DicomVR.OB, Enumerable.Range(0, Planes).SelectMany(frame => MadeUp.Cells(8, (x, y) => Value(frame, x, y))).ToArray());
        AddVolume(dataset);
        AddImage(dataset);
        return new MadeObject
        {
            Name = Name,
            Dataset = dataset,
            Stored = (frame, x, y, _) => Value(frame, x, y),

            // The window goes from 0 to 255.
            Shown = (frame, x, y, _) => Value(frame, x, y),
        };
    }

    private static int Value(int frame, int x, int y) => MadeUp.Pattern(x, y, 255) * (frame + 1) / Planes;

    // Ultrasound Frame of Reference module, C.8.24.2.
    private static void AddVolume(DicomDataset dataset) =>
        dataset.Set(DicomTag.DimensionOrganizationType, "3D")
            .Set(DicomTag.VolumeFrameOfReferenceUID, DemoUids.Of(Name + "/volume"))
            .Set(DicomTag.UltrasoundAcquisitionGeometry, "APEX")
            .Set(DicomTag.ApexPosition, 0.0, 0.0, 0.0)
            .Set(DicomTag.VolumeToTransducerRelationship, "FIXED")
            .Set(DicomTag.VolumeToTransducerMappingMatrix, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0);

    // Enhanced US Image module, C.8.24.3.
    private static void AddImage(DicomDataset dataset) =>
        dataset.Set(DicomTag.PatientOrientation, "")
            .Set(DicomTag.RescaleIntercept, "0")
            .Set(DicomTag.RescaleSlope, "1")
            .Set(DicomTag.TransducerData, "made-up")
            .Set(DicomTag.ProcessingFunction, "made-up")
            .Set(DicomTag.PositionMeasuringDeviceUsed, "RIGID")
            .Set(DicomTag.MechanicalIndex, "0.2")
            .Set(DicomTag.BoneThermalIndex, "0.1")
            .Set(DicomTag.CranialThermalIndex, "0.1")
            .Set(DicomTag.SoftTissueThermalIndex, "0.1")
            .Set(DicomTag.DepthOfScanField, "100")
            .Set(DicomTag.DepthsOfFocus, 40.0)
            .SetSequence(DicomTag.ViewCodeSequence, DemoModules.Code("399214001", "SCT", "Apical four chamber"))
            .SetSequence(DicomTag.AnatomicRegionSequence, DemoModules.Code("80891009", "SCT", "Heart"))
            .SetSequence(DicomTag.TransducerScanPatternCodeSequence, DemoModules.Code("125238", "DCM", "Mechanical 3D scan pattern"))
            .SetSequence(DicomTag.TransducerGeometryCodeSequence, DemoModules.Code("125252", "DCM", "Sector ultrasound transducer geometry"))
            .SetSequence(DicomTag.TransducerBeamSteeringCodeSequence, DemoModules.Code("125257", "DCM", "Mechanical beam steering"))
            .SetSequence(DicomTag.TransducerApplicationCodeSequence, DemoModules.Code("125261", "DCM", "External Transducer"));

    private static DicomDataset Shared() =>
        DemoModules.Item()
            .SetSequence(DicomTag.USImageDescriptionSequence, DemoModules.Item()
                .Set(DicomTag.FrameType, "ORIGINAL", "PRIMARY", "VOLUME", "NONE")
                .Set(DicomTag.VolumetricProperties, "VOLUME")
                .Set(DicomTag.VolumeBasedCalculationTechnique, "NONE"))
            .SetSequence(DicomTag.ImageDataTypeSequence, DemoModules.Item()
                .Set(DicomTag.DataType, "TISSUE_INTENSITY")
                .Set(DicomTag.AliasedDataType, "NO")
                .Set(DicomTag.ZeroVelocityPixelValue, 0))
            .SetSequence(DicomTag.PlaneOrientationVolumeSequence, DemoModules.Item().Set(DicomTag.ImageOrientationVolume, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0))
            .SetSequence(DicomTag.PixelMeasuresSequence, DemoModules.Item().Set(DicomTag.PixelSpacing, "2", "2").Set(DicomTag.SliceThickness, "3"))
            .SetSequence(DicomTag.FrameVOILUTSequence, DemoModules.Item().Window(128, 256));
}
