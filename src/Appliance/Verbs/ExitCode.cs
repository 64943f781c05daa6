namespace Appliance;

/// <summary>
/// What the process returns. The families are those of DCMTK's tools (1 usage, 2x input, 4x output, 6x network), so that scripts
/// written around them keep working.
/// </summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Usage = 1;

    public const int CannotReadInput = 20;
    public const int NoInput = 21;
    public const int InvalidInput = 22;
    public const int NoValidInput = 23;

    /// <summary>The archive cannot be opened or read.</summary>
    public const int ArchiveUnusable = 25;

    public const int CannotWriteOutput = 40;
    public const int InvalidOutputFolder = 45;

    /// <summary>The archive takes nothing: full, read-only, or failing.</summary>
    public const int ArchiveNotWritable = 46;

    // 61, 62 and 65 come with the association's own error, AssociationException.ExitCode.

    /// <summary>The association was opened, but without a presentation context for what was asked.</summary>
    public const int NoContext = 65;

    public const int OperationFailed = 66;
    public const int CannotListen = 67;

    /// <summary>Some of several sub-operations failed.</summary>
    public const int PartlyDone = 68;

    /// <summary>A fault of this program.</summary>
    public const int Fault = 99;

    /// <summary>Stopped by Ctrl-C or SIGTERM before it was done; the shells' 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
