using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// What has to be known of an object to find its place among others that are looked through together. It is read once; the object need not
/// stay open.
/// </summary>
public sealed record SeriesObject
{
    private static readonly string NoDate = "";

    /// <summary>Frames, or pages of an object that is no image.</summary>
    public required int Frames { get; init; }

    /// <summary>Study date, time and UID: studies follow each other by it.</summary>
    public (string Date, string Time, string Uid) Study { get; init; } = (NoDate, "", "");

    /// <summary>Series Instance UID.</summary>
    public string SeriesUid { get; init; } = "";

    /// <summary>Series Number; null when not told.</summary>
    public int? SeriesNumber { get; init; }

    /// <summary>Series Description; null when not told.</summary>
    public string? SeriesDescription { get; init; }

    /// <summary>Instance Number; null when not told.</summary>
    public int? InstanceNumber { get; init; }

    /// <summary>SOP Instance UID.</summary>
    public string SopInstanceUid { get; init; } = "";

    /// <summary>What places a single-frame image in its stack; null for all others.</summary>
    public Slice? Slice { get; init; }

    /// <summary>The part of a concatenation that it is; null for all others.</summary>
    public Concatenation? Concatenation { get; init; }

    /// <summary>What its frames are ordered by when they are ordered by dimensions.</summary>
    public DimensionKeys Dimensions { get; init; } = DimensionKeys.None(1);

    /// <summary>How long its frames are shown.</summary>
    public required CineTiming Cine { get; init; }

    /// <summary>Where its frames lie, in stored order, null for those that do not tell; empty when none does.</summary>
    public IReadOnlyList<PlacedFrame?> Places { get; init; } = [];

    /// <summary>Reads an image.</summary>
    public static SeriesObject Of(DicomImage image) => Of(image.Dataset, image.NumberOfFrames) with
    {
        Slice = image.NumberOfFrames == 1 ? Slice.Of(image) : null,
        Dimensions = image.Dimensions.Keys,
        Cine = image.Cine,
    };

    /// <summary>Reads spectra: their frames are voxels with a place.</summary>
    public static SeriesObject Of(DicomSpectroscopy spectroscopy) => Of(spectroscopy.Dataset, spectroscopy.NumberOfFrames) with
    {
        Places = PlacesOf(spectroscopy.Groups, spectroscopy.NumberOfFrames, spectroscopy.PlaceOf),
    };

    /// <summary>Reads any object: a report has a series and a number.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="frames">Frames, or pages.</param>
    public static SeriesObject Of(DicomDataset dataset, int frames) => new()
    {
        Frames = frames,
        Study = (dataset.GetString(DicomTag.StudyDate) ?? NoDate, dataset.GetString(DicomTag.StudyTime) ?? "", dataset.GetString(DicomTag.StudyInstanceUID) ?? ""),
        SeriesUid = dataset.GetString(DicomTag.SeriesInstanceUID) ?? "",
        SeriesNumber = dataset.GetInt32(DicomTag.SeriesNumber),
        SeriesDescription = dataset.GetString(DicomTag.SeriesDescription),
        InstanceNumber = dataset.GetInt32(DicomTag.InstanceNumber),
        SopInstanceUid = dataset.GetString(DicomTag.SOPInstanceUID) ?? "",
        Concatenation = Concatenation.Of(dataset),
        Dimensions = DimensionKeys.None(frames),
        Cine = CineTiming.Uniform(Math.Max(1, frames), 1000 / CineTiming.DefaultRate),
        Places = PlacesOf(new FunctionalGroups(dataset), frames),
    };

    private static IReadOnlyList<PlacedFrame?> PlacesOf(FunctionalGroups groups, int frames) => PlacesOf(groups, frames, frame => PlacedFrame.Of(groups, frame));

    // Frames that are only announced lie where the shared groups say, all at one place: once is enough.
    private static IReadOnlyList<PlacedFrame?> PlacesOf(FunctionalGroups groups, int frames, Func<int, PlacedFrame?> placeOf)
    {
        var places = new PlacedFrame?[Math.Min(frames, Math.Max(1, groups.PerFrameCount))];
        for (var frame = 0; frame < places.Length; frame++)
        {
            places[frame] = placeOf(frame);
        }

        return places.Any(place => place is not null) ? places : [];
    }
}
