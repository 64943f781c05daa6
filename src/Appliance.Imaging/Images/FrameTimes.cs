using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>How long frames are to be shown by the moments at which they were taken: a moving thing at one place runs as fast as it moved.</summary>
internal static class FrameTimes
{
    /// <summary>Slower runs than this from frame to frame are no cine: a series of minutes is looked through, not waited for.</summary>
    public const double SlowestMean = 2000;

    /// <summary>
    /// A duration for each frame: the time to the next one, where that lies at the same place and came later; where it does not, the mean of
    /// the others. Null when fewer than half of the steps are such, or when the run is too slow to be played.
    /// </summary>
    /// <param name="count">How many frames there are.</param>
    /// <param name="momentOf">When each was taken, in milliseconds from any start; null where not known.</param>
    /// <param name="isSamePlace">Whether the frame of an index lies where the one after it does.</param>
    public static double[]? Durations(int count, Func<int, double?> momentOf, Func<int, bool> isSamePlace)
    {
        var steps = new double?[count];
        var (sum, known, failed) = (0.0, 0, 0);
        var here = count > 0 ? momentOf(0) : null;
        for (var i = 0; i + 1 < count; i++)
        {
            var next = momentOf(i + 1);
            if (next - here is { } step && step >= CineReader.LeastMilliseconds && isSamePlace(i))
            {
                steps[i] = Math.Min(step, CineReader.MostMilliseconds);
                sum += steps[i]!.Value;
                known++;
            }
            else if (++failed * 2 > count - 1)
            {
                return null;
            }

            here = next;
        }

        return known == 0 || sum / known > SlowestMean ? null : Array.ConvertAll(steps, step => step ?? (sum / known));
    }

    /// <summary>The timing of a multi-frame object whose frames tell when they were taken; null when they do not, or not as a cine would.</summary>
    public static CineTiming? Of(FunctionalGroups groups, int frames, CinePlayback playback, int first, int last)
    {
        if (frames < 2 || groups.PerFrameCount < frames)
        {
            return null;
        }

        var planes = new Lazy<FramePlane?[]>(() => [.. Enumerable.Range(0, frames).Select(frame => FramePlane.Of(groups, frame))]);
        bool IsSamePlace(int frame) => planes.Value[frame] is not { } here || planes.Value[frame + 1] is not { } next || here.IsPlacedAs(next);
        foreach (var (macro, tag, source) in (ReadOnlySpan<(DicomTag, DicomTag, string)>)
            [
                (DicomTag.FrameContentSequence, DicomTag.FrameReferenceDateTime, "Frame Reference DateTime"),
                (DicomTag.FrameContentSequence, DicomTag.FrameAcquisitionDateTime, "Frame Acquisition DateTime"),
                (DicomTag.CardiacSynchronizationSequence, DicomTag.NominalCardiacTriggerDelayTime, "Nominal Cardiac Trigger Delay Time"),
            ])
        {
            double? Moment(int frame) => groups.Macro(macro, frame) is { } item ? MomentOf(item, tag) : null;
            if (Durations(frames, Moment, IsSamePlace) is { } durations)
            {
                return new CineTiming(durations, playback, first, last, source);
            }
        }

        return OfAcquisition(groups, frames, IsSamePlace) is { } taken ? new CineTiming(taken, playback, first, last, "Frame Acquisition Duration") : null;
    }

    /// <summary>A moment in milliseconds: of a number as it stands, of a date and time from the year 1 on.</summary>
    public static double? MomentOf(DicomDataset holder, DicomTag tag)
    {
        if (holder[tag] is not DicomValueElement { MeaningVR: var vr })
        {
            return null;
        }

        if (vr != DicomVR.DT)
        {
            return holder.GetDouble(tag) is { } number && double.IsFinite(number) ? number : null;
        }

        return DicomDateTimeRange.TryParse(holder.GetString(tag), TimeSpan.Zero, out var moment) && moment.From is { } from
            ? from.UtcTicks / (double)TimeSpan.TicksPerMillisecond
            : null;
    }

    // Frames taken one right after the other at one place, of which only is known how long each took.
    private static double[]? OfAcquisition(FunctionalGroups groups, int frames, Func<int, bool> isSamePlace)
    {
        var durations = new double[frames];
        for (var frame = 0; frame < frames; frame++)
        {
            if (!(groups.Macro(DicomTag.FrameContentSequence, frame)?.GetDouble(DicomTag.FrameAcquisitionDuration) is >= CineReader.LeastMilliseconds and <= SlowestMean and var duration)
                || (frame + 1 < frames && !isSamePlace(frame)))
            {
                return null;
            }

            durations[frame] = duration;
        }

        return durations;
    }
}
