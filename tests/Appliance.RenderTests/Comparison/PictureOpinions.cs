using System.Globalization;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Comparison;

/// <summary>A frame drawn by us and by DCMTK's <c>dcmj2pnm</c> with the same window: the object's own, its VOI LUT, and from the frame's smallest to its largest value.</summary>
internal static class PictureOpinions
{
    private const int Tolerance = 1;

    /// <summary>All pictures of a frame, compared.</summary>
    public static IEnumerable<Opinion> Of(string path, DicomImage image, PixelFrame pixels, int frame)
    {
        if (!pixels.Kind.IsGray())
        {
            yield return Compare(path, image, pixels, frame, "colour", new GrayPipeline(), []);
            yield break;
        }

        // DCMTK draws images with a supplemental palette in grey alone, which PS3.3 C.8.16.2.1.1.1 allows.
        var own = image.PipelineOf(frame, pixels) with { SupplementalPalette = null };
        var stored = IsBeyondDcmtk(image, own);
        string[] modality = stored ? ["-M"] : [];
        var label = stored ? " (stored values)" : "";
        if (own is { Window: { Function: VoiFunction.Sigmoid } sigmoid, IsWindowDerived: false } && !stored)
        {
            yield return Compare(path, image, pixels, frame, "own sigmoid", own, ["+Ww", Number(sigmoid.Center), Number(sigmoid.Width), "+Wfs"]);
        }
        else if (own is { Window: { } window, IsWindowDerived: false })
        {
            yield return Compare(path, image, pixels, frame, $"own{label}", own, [.. modality, .. Option(window, stored ? own : new GrayPipeline())]);
        }

        if (own.VoiLut is not null)
        {
            yield return Compare(path, image, pixels, frame, "lut", own with { Window = null }, ["+Wl", "1"]);
        }

        // DCMTK does not know padding values: they count into its range like any other.
        if (frame == 0 || frame == image.NumberOfFrames - 1)
        {
            var whole = own with { Padding = null };
            yield return Compare(path, image, pixels, frame, $"minmax{label}", whole.SpanningRangeOf(pixels), [.. modality, "+Wm", "+Wfl"]);
        }
    }

    // DCMTK takes no rescale from functional groups, and rounds rescaled values down to whole numbers. Where that matters it is asked to
    // leave the modality transformation out, and gets the window in stored values.
    private static bool IsBeyondDcmtk(DicomImage image, GrayPipeline own) =>
        own is { ModalityLut: null, RescaleSlope: > 0 }
        && (own.RescaleSlope % 1 != 0 || own.RescaleIntercept % 1 != 0 || (own.RescaleSlope, own.RescaleIntercept) != RescaleOutsideGroups(image.Dataset));

    private static (double, double) RescaleOutsideGroups(DicomDataset dataset) =>
        (dataset.GetDouble(DicomTag.RescaleSlope) ?? 1, dataset.GetDouble(DicomTag.RescaleIntercept) ?? 0);

    // The same two borders as a LINEAR window of PS3.3 C.11.2.1.2.1, which is all that DCMTK draws, in the values before the rescale.
    private static string[] Option(VoiWindow window, GrayPipeline rescale)
    {
        var (center, width) = window is { Function: VoiFunction.Linear, Width: >= 1 } ? (window.Center - 0.5, window.Width - 1) : (window.Center, window.Width);
        center = (center - rescale.RescaleIntercept) / rescale.RescaleSlope;
        width /= rescale.RescaleSlope;
        return ["+Ww", Number(center + 0.5), Number(width + 1), "+Wfl"];
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static Opinion Compare(string path, DicomImage image, PixelFrame pixels, int frame, string window, GrayPipeline pipeline, string[] option)
    {
        if (Dcmtk.Draw(path, frame + 1, option, out var error) is not { } theirs)
        {
            return new Opinion(Opinion.DcmtkPicture, null, Tolerance, error.ReplaceLineEndings(" "));
        }

        var ours = ReferenceRenderer.Render(image, pixels, pipeline);
        if ((theirs.Width, theirs.Height, theirs.IsColor) != (ours.Width, ours.Height, ours.IsColor))
        {
            return new Opinion(Opinion.DcmtkPicture, double.PositiveInfinity, Tolerance, window);
        }

        var most = 0;
        for (var i = 0; i < ours.Pixels.Length; i++)
        {
            most = Math.Max(most, Math.Abs(ours.Pixels[i] - theirs.Pixels[i]));
        }

        return new Opinion(Opinion.DcmtkPicture, most, Tolerance, window);
    }
}
