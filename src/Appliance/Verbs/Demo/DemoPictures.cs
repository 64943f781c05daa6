using System.Globalization;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance;

/// <summary>Pictures of the tour: one object of every series, at several times and under every window it names.</summary>
internal static class DemoPictures
{
    /// <summary>Most pictures of one tour; a folder of one's own may hold thousands of series.</summary>
    private const int MostPictures = 40;

    /// <summary>What to draw: the middle object of every series.</summary>
    public static IEnumerable<DemoObject> Choose(IEnumerable<DemoObject> objects) =>
        objects.GroupBy(one => one.SeriesUid).Select(series => series.ElementAt(series.Count() / 2)).Take(MostPictures);

    /// <summary>Draws the pictures of one object as the archive gives it back.</summary>
    /// <param name="file">The object, read from the archive.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="number">Counts the objects, to begin the names with.</param>
    /// <returns>The path of each picture and what it shows; nothing where the object holds no image.</returns>
    /// <exception cref="DicomImageException">It is an image that cannot be drawn.</exception>
    public static IEnumerable<(string Path, string Of)> Draw(DicomFile file, string folder, int number)
    {
        if (!DicomImage.IsImage(file.Dataset, out _))
        {
            yield break;
        }

        var image = DicomImage.Open(file.Dataset);
        var of = Describe(file.Dataset);
        foreach (var frame in Frames(image.NumberOfFrames))
        {
            var pixels = image.GetFrame(frame);
            var pipeline = image.PipelineOf(frame, pixels);
            var name = string.Create(CultureInfo.InvariantCulture, $"{number:00}-{Modality(file.Dataset)}-frame{frame + 1}");
            yield return Save(ReferenceRenderer.Render(image, pixels, pipeline), folder, name, $"{of}, frame {frame + 1} of {image.NumberOfFrames}");

            var windows = image.Windows(frame);
            if (image.NumberOfFrames == 1 && windows.Count > 1)
            {
                var second = WindowChoice.Of(windows[1].Center, windows[1].Width).ApplyTo(pipeline, pixels);
                yield return Save(ReferenceRenderer.Render(image, pixels, second), folder, name + "-window2", $"{of}, {windows[1].Explanation}");
            }
        }
    }

    // Inside a stack or a beat there is more to see than at its ends.
    private static IEnumerable<int> Frames(int count) => new[] { count / 4, count / 2, count * 3 / 4 }.Distinct();

    private static (string Path, string Of) Save(RenderedImage picture, string folder, string name, string of)
    {
        var path = Path.Combine(folder, name + ".png");
        PictureWriter.Save(picture, path);
        return (path, of);
    }

    // A modality out of a file becomes part of a name: letters only.
    private static string Modality(DicomDataset dataset) =>
        new([.. (dataset.GetString(DicomTag.Modality) ?? "XX").Where(char.IsAsciiLetterOrDigit).Take(4)]);

    private static string Describe(DicomDataset dataset) =>
        string.Join(", ", new[] { dataset.GetText(DicomTag.PatientName), dataset.GetText(DicomTag.StudyDescription), dataset.GetText(DicomTag.SeriesDescription) }
            .Where(text => !string.IsNullOrEmpty(text)));
}
