using Appliance.Network;

namespace Appliance.Fuzz;

/// <summary>DIMSE command sets.</summary>
internal sealed class CommandTarget : FuzzTarget
{
    private const int MemoryMultiple = 64;
    private const long MemoryFloor = 16 * 1024;

    public override string Name => "command";

    public override string Promise => "parses or faults; what parses can be written and parsed again";

    public override int Weight => 10;

    public override IReadOnlyList<FuzzSeed> Seeds { get; } = PduSeeds.Commands();

    public override void Run(byte[] bytes, int variant, FuzzWatch watch)
    {
        var parsed = watch.Measured(bytes.Length, MemoryMultiple, MemoryFloor, () => new Boxed(CommandReader.Parse(bytes))).Result;
        if (parsed.Value is not { } command)
        {
            return;
        }

        watch.Accepted++;
        Span<byte> room = stackalloc byte[CommandWriter.MaxLength];
        var first = room[..CommandWriter.Write(command, room)].ToArray();
        var again = CommandReader.Parse(first);
        if (again.Value is null || !room[..CommandWriter.Write(again.Value, room)].SequenceEqual(first))
        {
            throw new PromiseBrokenException($"a command that parses is written as one that {again.Fault?.ToString() ?? "is another"}");
        }
    }

    private sealed record Boxed(ParseResult<Command> Result);
}
