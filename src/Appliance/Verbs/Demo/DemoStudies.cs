using Appliance.Dicom;

namespace Appliance;

/// <summary>The made-up objects of the demonstration: four patients, four scripts, four kinds of image.</summary>
internal static class DemoStudies
{
    /// <summary>All of them, made one by one as they are asked for.</summary>
    public static IEnumerable<DicomDataset> Make()
    {
        foreach (var slice in CtSeries.Make(DemoPatient.Japanese))
        {
            yield return slice;
        }

        yield return EnhancedMr.Make(DemoPatient.Cyrillic);
        yield return UltrasoundCine.Make(DemoPatient.Latin);
        yield return ColorCapture.Make(DemoPatient.Chinese);
    }
}
