using Appliance.Dicom;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Objects;

/// <summary>An Enhanced XA image (PS3.3 A.47) of three frames that fade, with a mask subtraction whose sub-pixel shift is told frame by frame.</summary>
internal static class EnhancedXa
{
    private const int Frames = 3;
    private const string Name = "enhanced-xa";

    public static MadeObject Make()
    {
        var dataset = MadeModules.BeginEnhanced(DicomUID.EnhancedXAImageStorage, "XA", Name, "ORIGINAL", "PRIMARY", "SINGLE PLANE", "NONE")
            .Acquire(Name)
            .Pixels("MONOCHROME2", MadeObjects.Side, MadeObjects.Side, bitsAllocated: 16, bitsStored: 12)
            .OrderBy(DicomTag.TemporalPositionIndex, DicomTag.FrameContentSequence, "Time")
            .SetSequence(DicomTag.SharedFunctionalGroupsSequence, Shared())
            .Frames(Frames, AddGroups)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, Enumerable.Range(0, Frames).SelectMany(frame => MadeUp.Cells(16, (x, y) => Value(frame, x, y))).ToArray());
        AddAcquisition(dataset);
        AddDetector(dataset);
        AddMask(dataset);
        return new MadeObject
        {
            Name = Name,
            Dataset = dataset,
            Stored = (frame, x, y, _) => Value(frame, x, y),

            // The window goes from 0 to 4095.
            Shown = (frame, x, y, _) => Value(frame, x, y) / 4095.0 * 255,
        };
    }

    private static int Value(int frame, int x, int y) => MadeUp.Pattern(x, y, 4095) * (Frames - frame) / Frames;

    // XA/XRF Acquisition module, C.8.19.3, and Enhanced XA/XRF Image module, C.8.19.2.
    private static void AddAcquisition(DicomDataset dataset) =>
        dataset.Set(DicomTag.PlanesInAcquisition, "SINGLE PLANE")
            .Set(DicomTag.PlaneIdentification, "MONOPLANE")
            .Set(DicomTag.AcquisitionProtocolName, "Made-up")
            .Set(DicomTag.PositionerType, "CARM")
            .Set(DicomTag.CArmPositionerTabletopRelationship, "YES")
            .Set(DicomTag.AcquiredImageAreaDoseProduct)
            .SetSequence(DicomTag.PatientOrientationCodeSequence, DemoModules.Code("102538003", "SCT", "recumbent")
                .SetSequence(DicomTag.PatientOrientationModifierCodeSequence, DemoModules.Code("40199007", "SCT", "supine")))
            .SetSequence(DicomTag.PatientGantryRelationshipCodeSequence, DemoModules.Code("102540001", "SCT", "headfirst"))
            .Set(DicomTag.KVP, "70")
            .Set(DicomTag.ExposureInmAs, 1.0)
            .Set(DicomTag.AveragePulseWidth, "5")
            .Set(DicomTag.RadiationSetting, "GR")
            .Set(DicomTag.RadiationMode, "PULSED")
            .Set(DicomTag.RectificationType, "CONST POTENTIAL")
            .Set(DicomTag.FocalSpots, "0.6")
            .Set(DicomTag.AnodeTargetMaterial, "TUNGSTEN");

    // X-Ray Detector module, C.8.19.5.
    private static void AddDetector(DicomDataset dataset) =>
        dataset.Set(DicomTag.XRayReceptorType, "DIGITAL_DETECTOR")
            .Set(DicomTag.DistanceReceptorPlaneToDetectorHousing)
            .Set(DicomTag.PhysicalDetectorSize, 300.0, 300.0)
            .Set(DicomTag.DetectorType, "SCINTILLATOR")
            .Set(DicomTag.DetectorConfiguration, "AREA");

    // Mask module, C.7.6.10: there to be used, but what is shown first is the frames as they are.
    private static void AddMask(DicomDataset dataset) =>
        dataset.Set(DicomTag.RecommendedViewingMode, "NAT")
            .SetSequence(DicomTag.MaskSubtractionSequence, DemoModules.Item()
                .Set(DicomTag.MaskOperation, "AVG_SUB")
                .Set(DicomTag.SubtractionItemID, 1)
                .Set(DicomTag.ApplicableFrameRange, 2, 3)
                .Set(DicomTag.MaskFrameNumbers, 1)
                .Set(DicomTag.ContrastFrameAveraging, 1));

    private static void AddGroups(int frame, DicomDataset groups)
    {
        groups.GetItems(DicomTag.FrameContentSequence)[0].Set(DicomTag.TemporalPositionIndex, frame + 1);
        groups.SetSequence(DicomTag.FramePixelShiftSequence, DemoModules.Item()
            .Set(DicomTag.SubtractionItemID, 1)
            .Set(DicomTag.MaskSubPixelShift, 0.5 * frame, 0.25 * frame));
    }

    // Functional groups of A.47.4 that hold for all frames.
    private static DicomDataset Shared() =>
        DemoModules.Item()
            .SetSequence(DicomTag.FrameVOILUTSequence, DemoModules.Item().Window(2048, 4096))
            .SetSequence(DicomTag.FrameAnatomySequence, DemoModules.Item()
                .Set(DicomTag.FrameLaterality, "U")
                .SetSequence(DicomTag.AnatomicRegionSequence, DemoModules.Code("80891009", "SCT", "Heart")))
            .SetSequence(DicomTag.PatientOrientationInFrameSequence, DemoModules.Item().Set(DicomTag.PatientOrientation, "L", "F"))
            .SetSequence(DicomTag.IrradiationEventIdentificationSequence, DemoModules.Item().Set(DicomTag.IrradiationEventUID, DemoUids.Of(Name + "/event")))
            .SetSequence(DicomTag.FrameAcquisitionSequence, DemoModules.Item().Set(DicomTag.KVP, "70").Set(DicomTag.XRayTubeCurrentInmA, 100.0))
            .SetSequence(DicomTag.FrameDetectorParametersSequence, DemoModules.Item().Set(DicomTag.DetectorActiveTime, "10"))
            .SetSequence(DicomTag.FramePixelDataPropertiesSequence, DemoModules.Item()
                .Set(DicomTag.FrameType, "ORIGINAL", "PRIMARY", "SINGLE PLANE", "NONE")
                .Set(DicomTag.ImagerPixelSpacing, "4", "4")
                .Set(DicomTag.PixelIntensityRelationship, "LIN")
                .Set(DicomTag.PixelIntensityRelationshipSign, 1)
                .Set(DicomTag.GeometricalProperties, "UNIFORM")
                .Set(DicomTag.ImageProcessingApplied, "NONE"))
            .SetSequence(DicomTag.FieldOfViewSequence, DemoModules.Item()
                .Set(DicomTag.FieldOfViewShape, "RECTANGLE")
                .Set(DicomTag.FieldOfViewOrigin, "0", "0")
                .Set(DicomTag.FieldOfViewRotation, "0")
                .Set(DicomTag.FieldOfViewHorizontalFlip, "NO")
                .Set(DicomTag.FieldOfViewDescription, "full")
                .Set(DicomTag.FieldOfViewDimensionsInFloat, 192.0, 192.0))
            .SetSequence(DicomTag.CollimatorShapeSequence, DemoModules.Item()
                .Set(DicomTag.CollimatorShape, "RECTANGULAR")
                .Set(DicomTag.CollimatorLeftVerticalEdge, "1")
                .Set(DicomTag.CollimatorRightVerticalEdge, "48")
                .Set(DicomTag.CollimatorUpperHorizontalEdge, "1")
                .Set(DicomTag.CollimatorLowerHorizontalEdge, "48"))
            .SetSequence(DicomTag.XRayGeometrySequence, DemoModules.Item()
                .Set(DicomTag.DistanceSourceToDetector, "1000")
                .Set(DicomTag.DistanceSourceToIsocenter, 700.0))
            .SetSequence(DicomTag.ProjectionPixelCalibrationSequence, DemoModules.Item()
                .Set(DicomTag.TableHeight, "100")
                .Set(DicomTag.DistanceObjectToTableTop, 0.0)
                .Set(DicomTag.ObjectPixelSpacingInCenterOfBeam, 3.0, 3.0)
                .Set(DicomTag.BeamAngle, 0.0))
            .SetSequence(DicomTag.PositionerPositionSequence, DemoModules.Item()
                .Set(DicomTag.PositionerPrimaryAngle, "0")
                .Set(DicomTag.PositionerSecondaryAngle, "0"))
            .SetSequence(DicomTag.TablePositionSequence, DemoModules.Item()
                .Set(DicomTag.TableTopVerticalPosition, "0")
                .Set(DicomTag.TableTopLongitudinalPosition, "0")
                .Set(DicomTag.TableTopLateralPosition, "0")
                .Set(DicomTag.TableHorizontalRotationAngle, 0.0)
                .Set(DicomTag.TableHeadTiltAngle, 0.0)
                .Set(DicomTag.TableCradleTiltAngle, 0.0));
}
