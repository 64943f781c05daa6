using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// A channel as the points of a line: every sample where they are few, else the smallest and the largest of each pixel, so that no spike is lost.
/// Gaps cut the line. Pure arithmetic.
/// </summary>
/// <param name="channel">The samples.</param>
/// <param name="frequency">Samples in a second.</param>
/// <param name="start">The moment of the channel at the left end, in seconds from its first sample.</param>
internal sealed class WaveformCurve(WaveformChannel channel, double frequency, double start)
{
    private const double FewSamples = 2;

    /// <summary>The line, cut at gaps: places in millimetres from the left end of the strip, values in units.</summary>
    /// <param name="from">Where the line begins, in millimetres.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="pixel">Width of a pixel in millimetres.</param>
    /// <param name="speed">Millimetres for a second.</param>
    public IEnumerable<List<(double X, double Value)>> Stretches(double from, double to, double pixel, double speed)
    {
        var perMillimetre = frequency / speed;
        return Cut(perMillimetre * pixel > FewSamples ? Columns(from, to, pixel, perMillimetre) : Samples(from, to, perMillimetre));
    }

    private static IEnumerable<List<(double X, double Value)>> Cut(IEnumerable<(double X, double Value)> points)
    {
        var stretch = new List<(double X, double Value)>();
        foreach (var point in points)
        {
            if (!double.IsNaN(point.Value))
            {
                stretch.Add(point);
            }
            else if (stretch.Count > 0)
            {
                yield return stretch;
                stretch = [];
            }
        }

        if (stretch.Count > 0)
        {
            yield return stretch;
        }
    }

    // One sample more at each end: the line comes from and goes on to what lies outside.
    private IEnumerable<(double X, double Value)> Samples(double from, double to, double perMillimetre)
    {
        var first = Math.Max(0, Math.Floor((start * frequency) + (from * perMillimetre)));
        var last = Math.Min(channel.Count - 1, Math.Ceiling((start * frequency) + (to * perMillimetre)));
        for (var sample = first; sample <= last; sample++)
        {
            yield return ((sample - (start * frequency)) / perMillimetre, channel[(int)sample]);
        }
    }

    private IEnumerable<(double X, double Value)> Columns(double from, double to, double pixel, double perMillimetre)
    {
        var before = double.NaN;
        for (var x = from; x < to; x += pixel)
        {
            var first = (long)Math.Floor((start * frequency) + (x * perMillimetre));
            var count = Math.Max(1, (long)Math.Floor((start * frequency) + ((x + pixel) * perMillimetre)) - first);
            if (channel.Range(first, count) is not var (low, high))
            {
                before = double.NaN;
                yield return (x, before);
                continue;
            }

            // The end nearer to where the line is comes first.
            var upwards = double.IsNaN(before) || Math.Abs(before - low) <= Math.Abs(before - high);
            before = upwards ? high : low;
            yield return (x, upwards ? low : high);
            yield return (x, before);
        }
    }
}
