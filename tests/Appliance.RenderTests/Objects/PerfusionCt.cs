using Appliance.Dicom;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Objects;

/// <summary>
/// An Enhanced CT image (PS3.3 A.38) with a supplemental palette (C.7.6.23): stored values below 4096 are grey, those from it are the colours of a
/// perfusion map, which covers the right half.
/// </summary>
internal static class PerfusionCt
{
    private const int Frames = 2;
    private const int FirstColor = 4096;
    private const int Colors = 256;
    private const string Name = "supplemental-palette-ct";

    public static MadeObject Make()
    {
        var dataset = MadeModules.BeginEnhanced(DicomUID.EnhancedCTImageStorage, "CT", Name, "DERIVED", "PRIMARY", "PERFUSION", "NONE")
            .Acquire(Name)
            .Set(DicomTag.PatientPosition, "HFS")
            .Set(DicomTag.PixelPresentation, "COLOR")
            .Set(DicomTag.VolumetricProperties, "VOLUME")
            .Set(DicomTag.VolumeBasedCalculationTechnique, "NONE")
            .Pixels("MONOCHROME2", MadeObjects.Side, MadeObjects.Side, bitsAllocated: 16, bitsStored: 16)
            .OrderBy(DicomTag.ImagePositionPatient, DicomTag.PlanePositionSequence, "Position")
            .SetSequence(DicomTag.SharedFunctionalGroupsSequence, Shared())
            .Frames(Frames, MadeModules.AddPosition)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, Enumerable.Range(0, Frames).SelectMany(frame => MadeUp.Cells(16, (x, y) => Value(frame, x, y))).ToArray());
        Add(DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, 0);
        Add(DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, 1);
        Add(DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, 2);
        return new MadeObject { Name = Name, Dataset = dataset, Stored = (frame, x, y, _) => Value(frame, x, y), Shown = (frame, x, y, sample) => Level(Value(frame, x, y), sample) };

        void Add(DicomTag descriptor, DicomTag data, int sample) => dataset
            .SetBytes(descriptor, DicomVR.US, MadeModules.Words([Colors, FirstColor, 16]))
            .SetBytes(data, DicomVR.OW, MadeModules.Words(Enumerable.Range(0, Colors).Select(color => 257 * Color(color, sample))));
    }

    private static int Value(int frame, int x, int y) => x >= MadeObjects.Side / 2
        ? FirstColor + (MadeUp.Pattern(x, y, Colors - 1) * (frame + 1) / Frames)
        : MadeUp.Pattern(x, y, 2047) * (frame + 1) / Frames;

    // The window goes from 0 to 2047.
    private static double Level(int value, int sample) => value < FirstColor ? value / 2047.0 * 255 : Color(value - FirstColor, sample);

    private static int Color(int index, int sample) => sample switch { 0 => index, 1 => Math.Max(0, (2 * index) - 255), _ => 255 - index };

    private static DicomDataset Shared() =>
        MadeModules.AxialSlices()
            .SetSequence(DicomTag.FrameVOILUTSequence, DemoModules.Item().Window(1024, 2048))
            .SetSequence(DicomTag.PixelValueTransformationSequence, DemoModules.Item()
                .Set(DicomTag.RescaleIntercept, "0")
                .Set(DicomTag.RescaleSlope, "1")
                .Set(DicomTag.RescaleType, "HU"))
            .SetSequence(DicomTag.IrradiationEventIdentificationSequence, DemoModules.Item().Set(DicomTag.IrradiationEventUID, DemoUids.Of(Name + "/event")))
            .SetSequence(DicomTag.CTImageFrameTypeSequence, DemoModules.Item()
                .Set(DicomTag.FrameType, "DERIVED", "PRIMARY", "PERFUSION", "NONE")
                .Set(DicomTag.PixelPresentation, "COLOR")
                .Set(DicomTag.VolumetricProperties, "VOLUME")
                .Set(DicomTag.VolumeBasedCalculationTechnique, "NONE"))
            .SetSequence(DicomTag.RealWorldValueMappingSequence, DemoModules.Item()
                .Set(DicomTag.LUTExplanation, "Made-up")
                .Set(DicomTag.LUTLabel, "MADE")
                .SetSequence(DicomTag.MeasurementUnitsCodeSequence, DemoModules.Code("1", "UCUM", "no units"))
                .Set(DicomTag.RealWorldValueFirstValueMapped, 0)
                .Set(DicomTag.RealWorldValueLastValueMapped, FirstColor + Colors - 1)
                .Set(DicomTag.RealWorldValueIntercept, 0.0)
                .Set(DicomTag.RealWorldValueSlope, 1.0));
}
