using System.Buffers.Binary;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Fuzz;

/// <summary>Associations as a peer sends them: request, messages in fragments, release, abort.</summary>
internal static class PduSeeds
{
    private const int ItemHeader = 4;

    private static readonly int[] Pieces = [1, 3, 7, 64, 1000];

    public static List<FuzzSeed> Streams()
    {
        var echo = Command(CommandField.EchoRequest);
        byte[][] streams =
        [
            [.. Associate(PduType.AssociateRequest, 1), .. Data(1, 3, echo), .. Fixed(PduType.ReleaseRequest)],
            [.. Associate(PduType.AssociateRequest, 128), .. Fixed(PduType.Abort)],
            [.. Associate(PduType.AssociateAccept, 3), .. Data(1, 1, echo[..20]), .. Data(1, 3, echo[20..]), .. Data(1, 0, new byte[5000]), .. Data(1, 2, new byte[7])],
            [.. Fixed(PduType.AssociateReject)],
        ];
        return [.. streams.SelectMany((stream, i) => Pieces.Select(piece => Seed($"stream{i}", stream, piece)))];
    }

    public static List<FuzzSeed> Commands() =>
    [
        .. Enum.GetValues<CommandField>().Select(field => SeedWalk.Dataset(field.ToString(), Command(field), DicomEncoding.ImplicitLittle)),
    ];

    private static byte[] Command(CommandField field)
    {
        var octets = new byte[CommandWriter.MaxLength];
        var length = CommandWriter.Write(new Command
        {
            Field = field,
            MessageId = 7,
            RespondedTo = 7,
            SopClass = DicomUID.CTImageStorage.Value,
            SopInstance = "1.2.3.4",
            HasDataSet = true,
            Priority = 0,
            MoveDestination = "ELSEWHERE",
            ErrorComment = "nothing",
            OffendingElements = [0x00100010, 0x0020000D],
            SubOperations = new SubOperations(1, 2, 3, 4),
        }, octets);
        return octets[..length];
    }

    private static byte[] Associate(PduType type, int contexts) => AssociatePduWriter.Write(new AssociatePdu
    {
        Type = type,
        CalledAeTitle = "CALLED",
        CallingAeTitle = "CALLING",
        Contexts =
        [
            .. Enumerable.Range(0, contexts).Select(i => new ContextItem(
                (byte)((2 * i) + 1), DicomUID.CTImageStorage.Value, ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"])),
        ],
        User = new UserInformation
        {
            MaxLength = 16384,
            ImplementationClassUid = "1.2.3",
            ImplementationVersion = "FUZZ",
            Roles = [new RoleSelection(DicomUID.CTImageStorage.Value, true, false)],
            Extended = [new ExtendedNegotiation(DicomUID.CTImageStorage.Value, new byte[] { 1, 1, 0 })],
        },
    });

    private static byte[] Data(byte context, byte control, byte[] octets)
    {
        var pdu = new byte[PduHeader.Size + PduLimits.PdvHeaderSize + octets.Length];
        pdu[0] = (byte)PduType.DataTransfer;
        BinaryPrimitives.WriteInt32BigEndian(pdu.AsSpan(2), pdu.Length - PduHeader.Size);
        BinaryPrimitives.WriteInt32BigEndian(pdu.AsSpan(PduHeader.Size), octets.Length + 2);
        pdu[PduHeader.Size + 4] = context;
        pdu[PduHeader.Size + 5] = control;
        octets.CopyTo(pdu, PduHeader.Size + PduLimits.PdvHeaderSize);
        return pdu;
    }

    private static byte[] Fixed(PduType type) => [(byte)type, 0, 0, 0, 0, 4, 0, 1, 1, 1];

    /// <summary>PDU lengths, PDV lengths and the lengths of items.</summary>
    private static FuzzSeed Seed(string name, byte[] stream, int pieces)
    {
        const int fixedPart = 68;
        var fields = new List<SeedField>();
        var boundaries = new List<int>();
        for (var at = 0; at + PduHeader.Size <= stream.Length;)
        {
            boundaries.Add(at);
            fields.Add(new SeedField(at + 2, 4, FieldKind.Length));
            var end = at + PduHeader.Size + BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at + 2));
            if (stream[at] == (byte)PduType.DataTransfer)
            {
                fields.Add(new SeedField(at + PduHeader.Size, 4, FieldKind.Length));
            }
            else if (stream[at] is (byte)PduType.AssociateRequest or (byte)PduType.AssociateAccept)
            {
                Items(stream, at + PduHeader.Size + fixedPart, end, fields, boundaries);
            }

            at = end;
        }

        return SeedWalk.Make(name, stream, pieces, fields, boundaries, bigEndian: true);
    }

    private static void Items(byte[] stream, int at, int end, List<SeedField> fields, List<int> boundaries)
    {
        while (at + ItemHeader <= end)
        {
            boundaries.Add(at);
            fields.Add(new SeedField(at + 2, 2, FieldKind.Length));
            var behind = at + ItemHeader + BinaryPrimitives.ReadUInt16BigEndian(stream.AsSpan(at + 2));
            switch (stream[at])
            {
                case ItemType.ContextRequest or ItemType.ContextAnswer:
                    Items(stream, at + (2 * ItemHeader), behind, fields, boundaries);
                    break;
                case ItemType.UserInformation:
                    Items(stream, at + ItemHeader, behind, fields, boundaries);
                    break;
            }

            at = behind;
        }
    }
}
