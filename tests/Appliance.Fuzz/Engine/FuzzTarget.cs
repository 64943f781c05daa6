namespace Appliance.Fuzz;

/// <summary>One door that takes bytes from outside, and what it promises.</summary>
internal abstract class FuzzTarget
{
    /// <summary>What <c>--target</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>What it promises, for the list of targets.</summary>
    public abstract string Promise { get; }

    /// <summary>How many of all cases it gets, against the other targets' weights.</summary>
    public abstract int Weight { get; }

    /// <summary>Good input.</summary>
    public abstract IReadOnlyList<FuzzSeed> Seeds { get; }

    /// <summary>
    /// Takes one input. Exceptions that the door documents are caught here; whatever comes out is a finding, <see cref="PromiseBrokenException"/>
    /// for a promise not kept.
    /// </summary>
    public abstract void Run(byte[] bytes, int variant, FuzzWatch watch);
}

/// <summary>The program did something it promises not to.</summary>
internal sealed class PromiseBrokenException(string message) : Exception(message);
