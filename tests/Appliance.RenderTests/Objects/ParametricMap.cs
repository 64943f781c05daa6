using Appliance.Dicom;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Objects;

/// <summary>A Parametric Map (PS3.3 A.75) of two frames in single or double precision: 0 to 1, the first frame half as high, and one value that is no number.</summary>
internal static class ParametricMap
{
    private const int Frames = 2;

    public static MadeObject Make(bool isDouble)
    {
        var name = isDouble ? "parametric-map-double" : "parametric-map-float";
        var dataset = MadeModules.BeginEnhanced(DicomUID.ParametricMapStorage, "MR", name, "DERIVED", "PRIMARY", "PERFUSION", "NONE")
            .Set(DicomTag.ContentLabel, "MADE")
            .Set(DicomTag.ContentDescription, "Made-up map")
            .Set(DicomTag.ContentCreatorName, "")
            .Set(DicomTag.SamplesPerPixel, 1)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.Rows, MadeObjects.Side)
            .Set(DicomTag.Columns, MadeObjects.Side)
            .Set(DicomTag.BitsAllocated, isDouble ? 64 : 32)
            .OrderBy(DicomTag.ImagePositionPatient, DicomTag.PlanePositionSequence, "Position")
            .SetSequence(DicomTag.SharedFunctionalGroupsSequence, Shared())
            .Frames(Frames, MadeModules.AddPosition);
        var values = Values().ToArray();
        dataset = isDouble
            ? dataset.SetBytes(DicomTag.DoubleFloatPixelData, DicomVR.OD, values.SelectMany(BitConverter.GetBytes).ToArray())
            : dataset.SetBytes(DicomTag.FloatPixelData, DicomVR.OF, values.SelectMany(value => BitConverter.GetBytes((float)value)).ToArray());
        return new MadeObject
        {
            Name = name,
            Dataset = dataset,
            Stored = (frame, x, y, _) => isDouble ? Value(frame, x, y) : (float)Value(frame, x, y),
            Shown = (frame, x, y, _) => double.IsNaN(Value(frame, x, y)) ? 0 : Value(frame, x, y) * 255,
        };
    }

    private static double Value(int frame, int x, int y) =>
        (frame, x, y) == (1, 0, 0) ? double.NaN : MadeUp.Pattern(x, y, 1000) / 1000.0 * (frame + 1) / Frames;

    private static IEnumerable<double> Values()
    {
        for (var i = 0; i < Frames * MadeObjects.Side * MadeObjects.Side; i++)
        {
            yield return Value(i / (MadeObjects.Side * MadeObjects.Side), i % MadeObjects.Side, i / MadeObjects.Side % MadeObjects.Side);
        }
    }

    private static DicomDataset Shared() =>
        MadeModules.AxialSlices()
            .SetSequence(DicomTag.FrameVOILUTSequence, DemoModules.Item().Window(0.5, 1).Set(DicomTag.VOILUTFunction, "LINEAR_EXACT"))
            .SetSequence(DicomTag.PixelValueTransformationSequence, DemoModules.Item()
                .Set(DicomTag.RescaleIntercept, "0")
                .Set(DicomTag.RescaleSlope, "1")
                .Set(DicomTag.RescaleType, "US"))
            .SetSequence(DicomTag.ParametricMapFrameTypeSequence, DemoModules.Item().Set(DicomTag.FrameType, "DERIVED", "PRIMARY", "PERFUSION", "NONE"))
            .SetSequence(DicomTag.RealWorldValueMappingSequence, DemoModules.Item()
                .Set(DicomTag.LUTExplanation, "Made-up")
                .Set(DicomTag.LUTLabel, "MADE")
                .SetSequence(DicomTag.MeasurementUnitsCodeSequence, DemoModules.Code("1", "UCUM", "no units"))
                .Set(DicomTag.DoubleFloatRealWorldValueFirstValueMapped, 0.0)
                .Set(DicomTag.DoubleFloatRealWorldValueLastValueMapped, 1.0)
                .Set(DicomTag.RealWorldValueIntercept, 0.0)
                .Set(DicomTag.RealWorldValueSlope, 1.0)
                .SetSequence(DicomTag.QuantityDefinitionSequence, DemoModules.Item()
                    .Set(DicomTag.ValueType, "CODE")
                    .SetSequence(DicomTag.ConceptNameCodeSequence, DemoModules.Code("246205007", "SCT", "Quantity"))
                    .SetSequence(DicomTag.ConceptCodeSequence, DemoModules.Code("113054", "DCM", "Perfusion map"))));
}
