using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Reads how a multi-frame image wants to be played (PS3.3 C.7.6.5, C.7.6.6). The first of these that is there tells the time: Recommended
/// Display Frame Rate, the attribute that Frame Increment Pointer names, Frame Time Vector, Frame Time, Cine Rate, the moments at which the
/// frames of an enhanced object were taken.
/// </summary>
internal static class CineReader
{
    /// <summary>Shorter times than this are no times.</summary>
    public const double LeastMilliseconds = 0.1;

    /// <summary>Longer times than this are shown as this long.</summary>
    public const double MostMilliseconds = 60_000;

    public static CineTiming Read(DicomDataset dataset, FunctionalGroups groups, int frames)
    {
        var playback = dataset.GetInt32(DicomTag.PreferredPlaybackSequencing) == 1 ? CinePlayback.Sweeping : CinePlayback.Looping;
        var first = Math.Max(0, (dataset.GetInt32(DicomTag.StartTrim) ?? 1) - 1);
        var last = (dataset.GetInt32(DicomTag.StopTrim) ?? frames) - 1;
        if (first >= frames || last < first)
        {
            (first, last) = (0, frames - 1);
        }

        if (Rate(dataset, DicomTag.RecommendedDisplayFrameRate) is { } recommended)
        {
            return CineTiming.Uniform(frames, recommended, playback, first, last, "Recommended Display Frame Rate");
        }

        var pointsAtTime = dataset.GetTag(DicomTag.FrameIncrementPointer) == DicomTag.FrameTime;
        if (!pointsAtTime && Vector(dataset, frames) is { } durations)
        {
            return new CineTiming(durations, playback, first, last, "Frame Time Vector");
        }

        if (Usable(dataset.GetDouble(DicomTag.FrameTime)) is { } time)
        {
            return CineTiming.Uniform(frames, time, playback, first, last, "Frame Time");
        }

        return Rate(dataset, DicomTag.CineRate) is { } rate
            ? CineTiming.Uniform(frames, rate, playback, first, last, "Cine Rate")
            : FrameTimes.Of(groups, frames, playback, first, last)
                ?? CineTiming.Uniform(frames, 1000 / CineTiming.DefaultRate, playback, first, last);
    }

    // The vector holds the time from the frame before to each frame, 0 for the first (C.7.6.5.1.2): a frame stays until the next one's
    // time has passed. The last has no successor and stays as long as the mean.
    private static double[]? Vector(DicomDataset dataset, int frames)
    {
        var increments = dataset.GetDoubles(DicomTag.FrameTimeVector);
        if (increments.Count < 2 || increments.Count < frames || increments.Skip(1).Take(frames - 1).Any(value => Usable(value) is null))
        {
            return null;
        }

        var durations = increments.Skip(1).Take(frames - 1).Select(value => Math.Min(value, MostMilliseconds)).ToList();
        durations.Add(durations.Count > 0 ? durations.Average() : 1000 / CineTiming.DefaultRate);
        return [.. durations];
    }

    private static double? Rate(DicomDataset dataset, DicomTag tag) => dataset.GetDouble(tag) is { } rate and > 0 ? Usable(1000 / rate) : null;

    private static double? Usable(double? milliseconds) =>
        milliseconds is { } value && double.IsFinite(value) && value >= LeastMilliseconds ? Math.Min(value, MostMilliseconds) : null;
}
