using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Appliance.Network;

namespace Appliance;

/// <summary><c>echo PEER</c>: connects, negotiates, sends one C-ECHO (PS3.4 Annex A), and says how long each took.</summary>
internal static class EchoVerb
{
    public static Verb Create(VerbHost host)
    {
        var peer = new Argument<string[]>(PeerOptions.HelpName) { Description = PeerOptions.Description, Arity = new ArgumentArity(1, 2) };
        var peers = new PeerOptions();
        var verb = new Verb("echo", "Ask a peer whether it is there, and say why not.")
        {
            Examples =
            [
                ("appliance echo ORTHANC@192.0.2.7:4242", "is it there?"),
                ("appliance echo pacs -v", "a peer of the profile; both context lists"),
                ("appliance echo 192.0.2.7 104 -aec PACS", "as DCMTK's echoscu takes it"),
            ],
        };
        verb.Arguments.Add(peer);
        peers.AddTo(verb);
        host.Attach(verb, context => RunAsync(context, peers, context.Value(peer) ?? []));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, PeerOptions peers, string[] words)
    {
        var address = peers.Take(verb, words, out var rest).Address;
        if (rest.Count > 0)
        {
            throw new VerbException(ExitCode.Usage, $"'{rest[0]}' follows the peer, and echo takes nothing more");
        }

        var started = Stopwatch.GetTimestamp();
        await using var client = await Associations.OpenAsync(verb, address, peers.CallingTitle(verb), QueryContexts.Verification);
        var associated = Stopwatch.GetElapsedTime(started);
        var status = await client.EchoAsync(verb.Cancellation);
        var answered = Stopwatch.GetElapsedTime(started) - associated;
        await client.ReleaseAsync(verb.Cancellation);

        verb.Output.Line(string.Create(CultureInfo.InvariantCulture,
            $"{address}: {status} (associated in {associated.TotalMilliseconds:0.0} ms, answered in {answered.TotalMilliseconds:0.0} ms)"));
        verb.Output.Json(json =>
        {
            json.WriteString("peer", address.ToString());
            json.WriteString("status", status.ToString());
            json.WriteNumber("code", status.Code);
            json.WriteNumber("associateMilliseconds", Math.Round(associated.TotalMilliseconds, 3));
            json.WriteNumber("echoMilliseconds", Math.Round(answered.TotalMilliseconds, 3));
        });
        return status.IsSuccess ? ExitCode.Success : ExitCode.OperationFailed;
    }
}
