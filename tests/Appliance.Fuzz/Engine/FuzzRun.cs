using System.Diagnostics;

namespace Appliance.Fuzz;

/// <summary>What came of the cases of one target.</summary>
internal sealed class TargetResult(FuzzTarget target)
{
    public FuzzTarget Target { get; } = target;

    public FuzzWatch Watch { get; } = new();

    public long Cases { get; set; }

    public TimeSpan Time { get; set; }

    public TimeSpan Slowest { get; set; }

    public int Findings { get; set; }
}

/// <summary>
/// Runs cases one after the other. Which inputs these are follows from seed, target and number alone. Another thread may ask which case
/// is under way, to tell of one that does not end.
/// </summary>
internal sealed class FuzzRun(IReadOnlyList<FuzzTarget> targets, TimeSpan caseLimit)
{
    private readonly List<Finding> _findings = [];
    private Finding? _underWay;
    private long _began;

    public IReadOnlyList<TargetResult> Results { get; } = [.. targets.Select(target => new TargetResult(target))];

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Called with each finding as it is made.</summary>
    public Action<Finding>? Found { get; init; }

    /// <summary>The case under way, as a finding that it would be if it did not end, and since when it runs; null between cases.</summary>
    public (Finding Case, TimeSpan Since)? UnderWay =>
        Volatile.Read(ref _underWay) is { } underWay ? (underWay, Stopwatch.GetElapsedTime(Volatile.Read(ref _began))) : null;

    /// <summary>Runs cases until there were as many as asked for, or <paramref name="stop"/> says so.</summary>
    public void Run(long cases, long seed, Func<bool> stop)
    {
        var order = Order();
        for (long i = 0; i < cases && !stop(); i++)
        {
            var result = order[i % order.Length];
            RunCase(result, seed, i);
        }
    }

    /// <summary>Takes one input.</summary>
    public void RunInput(TargetResult result, Finding input)
    {
        var began = Stopwatch.GetTimestamp();
        Volatile.Write(ref _began, began);
        Volatile.Write(ref _underWay, input);
        string? what = null;
        try
        {
            result.Target.Run(input.Bytes, input.Variant, result.Watch);
        }
        catch (PromiseBrokenException e)
        {
            what = e.Message;
        }
        catch (Exception e)
        {
            // Whatever a target does not expect is what is looked for here.
            what = e.ToString();
        }

        Volatile.Write(ref _underWay, null);
        var time = Stopwatch.GetElapsedTime(began);
        if (what is null && time > caseLimit)
        {
            what = $"it took {time.TotalMilliseconds:F0} ms";
        }

        result.Cases++;
        result.Time += time;
        result.Slowest = time > result.Slowest ? time : result.Slowest;
        if (what is not null)
        {
            result.Findings++;
            var finding = input with { What = what };
            _findings.Add(finding);
            Found?.Invoke(finding);
        }
    }

    private void RunCase(TargetResult result, long seed, long index)
    {
        var target = result.Target;
        var random = FuzzRandom.Of(seed, target.Name, index);
        var from = random.Pick(target.Seeds);
        var bytes = Mutator.Mutate(from, target.Seeds, random);
        RunInput(result, new Finding(target.Name, from.Variant, seed, index, from.Name, bytes, "it does not end"));
    }

    /// <summary>Targets by weight, spread evenly, so that any number of cases holds some of each.</summary>
    private TargetResult[] Order()
    {
        var total = Results.Sum(result => result.Target.Weight);
        var order = new TargetResult[total];
        var credit = new int[Results.Count];
        for (var i = 0; i < total; i++)
        {
            var next = 0;
            for (var t = 0; t < credit.Length; t++)
            {
                credit[t] += Results[t].Target.Weight;
                next = credit[t] > credit[next] ? t : next;
            }

            credit[next] -= total;
            order[i] = Results[next];
        }

        return order;
    }
}
