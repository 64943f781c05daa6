using System.Diagnostics;
using System.Globalization;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary>
/// <c>doctor PEER</c>: calls a peer with everything we could ask of it, and tells what it accepts, in which syntax, and why not the rest.
/// </summary>
internal static class PeerCheckup
{
    private static DicomTransferSyntax[] Syntaxes =>
        [DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian];

    /// <summary>Examines a peer; the exit code is that of a C-ECHO.</summary>
    /// <param name="verb">The running verb.</param>
    /// <param name="peer">Whom to call.</param>
    /// <param name="calling">By which title of ours.</param>
    /// <param name="tell">Takes each finding: its subject, whether it is good, and the words.</param>
    public static async Task<int> RunAsync(VerbContext verb, PeerAddress peer, string calling, Action<string, bool, string> tell)
    {
        var started = Stopwatch.GetTimestamp();
        await using var client = await Associations.OpenAsync(verb, peer, calling, Contexts());
        var association = client.Association;
        tell("open", true, string.Create(CultureInfo.InvariantCulture, $"{peer} accepts '{calling}' after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} ms"));
        tell("peer", true, Associations.PeerText(association));
        foreach (var context in association.Contexts)
        {
            tell(context.IsAccepted ? "takes" : "not", context.IsAccepted,
                $"{context.AbstractSyntax.Name}: {(context.IsAccepted ? context.TransferSyntax!.Name : ContextWords.Refusal([context]))}");
        }

        var echo = association.Contexts.Any(context => context.IsAccepted && context.AbstractSyntax == QueryContexts.Verification[0].AbstractSyntax)
            ? await client.EchoAsync(verb.Cancellation) : DicomStatus.SopClassNotSupported;
        tell("echo", echo.IsSuccess, echo.ToString());
        await client.ReleaseAsync(verb.Cancellation);
        return echo.IsSuccess ? ExitCode.Success : ExitCode.OperationFailed;
    }

    /// <summary>Verification, query and retrieve in both models, and the storage classes in use, as many as one association has room for.</summary>
    private static IReadOnlyList<PresentationContextRequest> Contexts()
    {
        PresentationContextRequest[] services =
        [
            .. QueryContexts.Verification,
            .. ((FindModel[])[FindModel.StudyRoot, FindModel.PatientRoot]).SelectMany(model =>
                (IReadOnlyList<PresentationContextRequest>)[QueryContexts.Find(model)[^1], QueryContexts.Move(model)[^1], .. QueryContexts.Get(model)]),
        ];
        var storage = DicomUID.StorageClasses.Where(sopClass => !sopClass.IsRetired).Select(sopClass => new PresentationContextRequest(sopClass, Syntaxes));
        return [.. services.Concat(storage).Take(StorageContexts.Limit)];
    }
}
