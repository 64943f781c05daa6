using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>How many millimetres a pixel of an image stands for, where that can be told, for a scale beside the picture.</summary>
/// <param name="Row">Millimetres from row to row.</param>
/// <param name="Column">Millimetres from column to column.</param>
/// <param name="Caveat">Where they hold, when not in the patient: "at the detector" for example; null when in the patient.</param>
public readonly record struct PixelScale(double Row, double Column, string? Caveat = null)
{
    private const int Centimetres = 3;
    private const int TwoDimensional = 1;

    /// <summary>
    /// From Pixel Spacing; else the largest two-dimensional region of an ultrasound picture (PS3.3 C.8.5.5); else Imager Pixel Spacing
    /// (C.8.11.2), which holds at the detector unless the magnification is known; else Nominal Scanned Pixel Spacing. Null when there is none.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="frame">0-based.</param>
    public static PixelScale? Of(DicomImage image, int frame)
    {
        var holder = image.Groups.MacroOrDataset(DicomTag.PixelMeasuresSequence, frame);
        if (Pair(holder, DicomTag.PixelSpacing) is { } spacing)
        {
            return Calibrated(image.Dataset, spacing);
        }

        return Ultrasound(image.Dataset) ?? AtDetector(image.Dataset)
            ?? (Pair(image.Dataset, DicomTag.NominalScannedPixelSpacing) is { } scanned ? scanned with { Caveat = "on the scanned film" } : null);
    }

    // Equal to Imager Pixel Spacing and without a calibration: nothing has been corrected for the distance (C.8.11.7, 10.7.1.3). What lies in a plane
    // of the patient is no projection, and its Pixel Spacing is in the patient (C.7.6.2), whatever stands beside it.
    private static PixelScale Calibrated(DicomDataset dataset, PixelScale spacing) =>
        dataset.GetString(DicomTag.PixelSpacingCalibrationType) is null && Pair(dataset, DicomTag.ImagerPixelSpacing) == spacing
            && dataset[DicomTag.ImageOrientationPatient] is not DicomValueElement { Length: > 0 }
            ? spacing with { Caveat = "at the detector" }
            : spacing;

    private static PixelScale? AtDetector(DicomDataset dataset)
    {
        if (Pair(dataset, DicomTag.ImagerPixelSpacing) is not { } spacing)
        {
            return null;
        }

        var factor = dataset.GetDouble(DicomTag.EstimatedRadiographicMagnificationFactor);
        return factor is > 0 && double.IsFinite(factor.Value)
            ? new PixelScale(spacing.Row / factor.Value, spacing.Column / factor.Value, "estimated")
            : spacing with { Caveat = "at the detector" };
    }

    private static PixelScale? Ultrasound(DicomDataset dataset)
    {
        PixelScale? best = null;
        var largest = 0L;
        foreach (var region in dataset.GetItems(DicomTag.SequenceOfUltrasoundRegions))
        {
            var (x, y) = (Math.Abs(region.GetDouble(DicomTag.PhysicalDeltaX) ?? 0), Math.Abs(region.GetDouble(DicomTag.PhysicalDeltaY) ?? 0));
            var size = Length(region, DicomTag.RegionLocationMinX0, DicomTag.RegionLocationMaxX1) * Length(region, DicomTag.RegionLocationMinY0, DicomTag.RegionLocationMaxY1);
            if (region.GetInt32(DicomTag.PhysicalUnitsXDirection) == Centimetres && region.GetInt32(DicomTag.PhysicalUnitsYDirection) == Centimetres
                && region.GetInt32(DicomTag.RegionSpatialFormat) is TwoDimensional or null && x > 0 && y > 0 && double.IsFinite(x + y) && size > largest)
            {
                (best, largest) = (new PixelScale(y * 10, x * 10), size);
            }
        }

        return best;
    }

    private static long Length(DicomDataset region, DicomTag from, DicomTag to) =>
        Math.Max(0, (region.GetInt64(to) ?? 0) - (region.GetInt64(from) ?? 0) + 1);

    private static PixelScale? Pair(DicomDataset holder, DicomTag tag) =>
        holder.GetDouble(tag) is { } row && holder.GetDouble(tag, 1) is { } column && row > 0 && column > 0 && double.IsFinite(row + column)
            ? new PixelScale(row, column)
            : null;
}
