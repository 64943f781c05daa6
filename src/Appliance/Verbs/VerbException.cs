namespace Appliance;

/// <summary>Ends a verb with a message for the person who ran it, and an exit code.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What was asked, what was found, what to do.</param>
/// <param name="cause">The error underneath, if any.</param>
internal sealed class VerbException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What the process returns.</summary>
    public int ExitCode { get; } = exitCode;
}
