using System.Runtime.InteropServices;

namespace Appliance.Archive;

/// <summary>The one place where RocksDB's words become typed errors.</summary>
internal static class RocksError
{
    /// <summary>Throws when a call reported an error, and frees its text.</summary>
    /// <param name="error">What the C API left in its error pointer; 0 for success.</param>
    /// <param name="doing">What was being done, as the middle of a sentence: "opening", "storing".</param>
    /// <param name="folder">The folder of the archive.</param>
    public static void Check(nint error, string doing, string folder)
    {
        if (error != 0)
        {
            throw Take(error, doing, folder);
        }
    }

    /// <summary>Turns an error text of the C API into an exception, and frees it.</summary>
    public static ArchiveException Take(nint error, string doing, string folder)
    {
        var text = Marshal.PtrToStringUTF8(error) ?? "no reason given";
        RocksNative.Free(error);
        return Of(text, doing, folder);
    }

    /// <summary>The exception for an error text.</summary>
    public static ArchiveException Of(string text, string doing, string folder)
    {
        var kind = KindOf(text);
        return new ArchiveException(kind, $"{doing} the archive in '{folder}': {Explain(kind)} [{text}]");
    }

    private static ArchiveErrorKind KindOf(string text)
    {
        // The texts come from RocksDB's Status::ToString and, behind a colon, from strerror or FormatMessage.
        if (Has(text, "lock file") || Has(text, "lock hold by current process") || Has(text, "used by another process"))
        {
            return Has(text, "Permission denied") || Has(text, "Read-only file system") ? ArchiveErrorKind.Permission : ArchiveErrorKind.InUse;
        }

        if (Has(text, "No space left") || Has(text, "not enough space") || Has(text, "Disk quota exceeded") || Has(text, "Space limit reached"))
        {
            return ArchiveErrorKind.Full;
        }

        if (Has(text, "Permission denied") || Has(text, "Access is denied") || Has(text, "Operation not permitted"))
        {
            return ArchiveErrorKind.Permission;
        }

        if (Has(text, "Read-only file system") || Has(text, "Not supported operation in read only mode") || Has(text, "write protected"))
        {
            return ArchiveErrorKind.ReadOnly;
        }

        if (Has(text, "Column families not opened") || Has(text, "Unknown Footer version") || Has(text, "unknown format_version"))
        {
            return ArchiveErrorKind.NewerVersion;
        }

        // A missing table, blob or log file is as bad as a wrong checksum.
        return text.StartsWith("Corruption", StringComparison.Ordinal) || Has(text, "No such file or directory")
            ? ArchiveErrorKind.Corrupt
            : ArchiveErrorKind.Io;
    }

    /// <summary>What a kind means and what to do about it.</summary>
    public static string Explain(ArchiveErrorKind kind) => kind switch
    {
        ArchiveErrorKind.InUse => "another process has it open; close that one, or attach to its node",
        ArchiveErrorKind.Full => "the disk is full; make room, what is stored stays readable",
        ArchiveErrorKind.Permission => "access is denied; check the rights of the folder and of the files in it",
        ArchiveErrorKind.ReadOnly => "the place is read-only; open it for reading, or use another folder",
        ArchiveErrorKind.NewerVersion => "a newer version of this program wrote it; use that version",
        ArchiveErrorKind.Corrupt => "stored bytes are damaged or missing; 'appliance check' tells which, 'appliance rebuild' makes the database anew from what is whole",
        _ => "the disk or the operating system failed",
    };

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
