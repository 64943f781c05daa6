using System.Diagnostics;
using System.Globalization;

namespace Appliance;

/// <summary>How far a long verb is: a bar redrawn in place on a terminal, now and then a plain line in a pipe.</summary>
internal sealed class Progress : IDisposable
{
    private const int BarWidth = 24;

    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly VerbOutput _output;
    private readonly string _what;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _lastTold = Stopwatch.GetTimestamp();
    private bool _isDrawn;

    /// <summary>Begins to tell.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="what">What is counted, in the plural: "files".</param>
    public Progress(VerbOutput output, string what)
    {
        _output = output;
        _what = what;
    }

    /// <summary>Tells that <paramref name="done"/> of <paramref name="total"/> (null: not known yet) are done, if it is time to.</summary>
    public void Report(long done, long? total)
    {
        var interval = _output.CanRedraw ? RedrawInterval : LineInterval;
        if (_output.IsJson || _output.IsQuiet || Stopwatch.GetElapsedTime(_lastTold) < interval)
        {
            return;
        }

        _lastTold = Stopwatch.GetTimestamp();
        if (_output.CanRedraw)
        {
            _isDrawn = true;
            _output.Redraw(Bar(done, total));
        }
        else
        {
            _output.Note(Plain(done, total));
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (_isDrawn)
        {
            _output.Redraw("");
        }
    }

    private string Plain(long done, long? total) => total is { } all
        ? string.Create(CultureInfo.InvariantCulture, $"{done} of {all} {_what}")
        : string.Create(CultureInfo.InvariantCulture, $"{done} {_what}");

    private string Bar(long done, long? total)
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var rate = string.Create(CultureInfo.InvariantCulture, $"{done / Math.Max(seconds, 0.001):0}/s");
        if (total is not > 0)
        {
            return $"{Plain(done, total)}  {rate}";
        }

        var filled = (int)Math.Clamp(done * BarWidth / total.Value, 0, BarWidth);
        return $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] {Plain(done, total)}  {rate}";
    }
}
