namespace Appliance.Bench;

/// <summary>One thing that is measured, against what it should be compared with, in one run.</summary>
internal interface IBench
{
    /// <summary>What is measured, in a few words.</summary>
    string What { get; }

    /// <summary>Measures, and adds rows; what is missing for it becomes a note.</summary>
    void Run(BenchTable table, BenchPlace place);
}
