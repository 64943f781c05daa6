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

    /// <summary>Sessions with a node that has every service: each of its operations, a cancel, a release.</summary>
    public static List<FuzzSeed> Sessions()
    {
        const byte Echo = 1, Store = 3, Find = 5, Move = 7, Get = 9;
        var identifier = DicomDatasetWriter.Write(
            new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.StudyInstanceUID, "1.2.3"), DicomTransferSyntax.ImplicitVRLittleEndian);
        var opening = Opening();
        byte[][] streams =
        [
            [.. opening, .. Data(Echo, 3, Command(CommandField.EchoRequest, false)), .. Data(Store, 3, Command(CommandField.StoreRequest)), .. Data(Store, 0, new byte[300]), .. Data(Store, 2, new byte[40]), .. Fixed(PduType.ReleaseRequest)],
            [.. opening, .. Data(Find, 3, Command(CommandField.FindRequest)), .. Data(Find, 2, identifier), .. Data(Find, 3, Command(CommandField.CancelRequest, false)), .. Fixed(PduType.ReleaseRequest)],
            [.. opening, .. Data(Move, 3, Command(CommandField.MoveRequest)), .. Data(Move, 2, identifier), .. Fixed(PduType.ReleaseRequest)],
            [.. opening, .. Data(Get, 3, Command(CommandField.GetRequest)), .. Data(Get, 2, identifier), .. Data(Store, 3, Command(CommandField.StoreResponse, false, 1)), .. Data(Store, 3, Command(CommandField.StoreResponse, false, 2)), .. Fixed(PduType.ReleaseRequest)],
        ];
        return
        [
            .. streams.SelectMany((stream, i) => Pieces.Select(piece => IsOpened(piece)
                ? Seed($"opened{i}", stream[opening.Length..], piece)
                : Seed($"session{i}", stream, piece))),
        ];
    }

    /// <summary>Whether what arrives in pieces of that size comes after an <see cref="Opening"/> that nothing has tampered with.</summary>
    public static bool IsOpened(int pieces) => pieces is 7 or 1000;

    /// <summary>The request for an association with every service.</summary>
    public static byte[] Opening()
    {
        string[] classes = ["1.2.840.10008.1.1", DicomUID.CTImageStorage.Value, "1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.2.2.2", "1.2.840.10008.5.1.4.1.2.2.3"];
        return Associate(PduType.AssociateRequest, 0, [.. classes.Select((uid, i) => new ContextItem((byte)((2 * i) + 1), uid, ["1.2.840.10008.1.2"]))]);
    }

    public static List<FuzzSeed> Commands() =>
    [
        .. Enum.GetValues<CommandField>().Select(field => SeedWalk.Dataset(field.ToString(), Command(field), DicomEncoding.ImplicitLittle)),
    ];

    private static byte[] Command(CommandField field, bool hasDataSet = true, ushort respondedTo = 7)
    {
        var octets = new byte[CommandWriter.MaxLength];
        var length = CommandWriter.Write(new Command
        {
            Field = field,
            MessageId = 7,
            RespondedTo = respondedTo,
            SopClass = DicomUID.CTImageStorage.Value,
            SopInstance = "1.2.3.4",
            HasDataSet = hasDataSet,
            Priority = 0,
            MoveDestination = "ELSEWHERE",
            ErrorComment = "nothing",
            OffendingElements = [0x00100010, 0x0020000D],
            SubOperations = new SubOperations(1, 2, 3, 4),
        }, octets);
        return octets[..length];
    }

    private static byte[] Associate(PduType type, int contexts, IReadOnlyList<ContextItem>? others = null) => AssociatePduWriter.Write(new AssociatePdu
    {
        Type = type,
        CalledAeTitle = "CALLED",
        CallingAeTitle = "CALLING",
        Contexts =
        [
            .. Enumerable.Range(0, contexts).Select(i => new ContextItem(
                (byte)((2 * i) + 1), DicomUID.CTImageStorage.Value, ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"])),
            .. others ?? [],
        ],
        User = new UserInformation
        {
            MaxLength = 16384,
            ImplementationClassUid = "1.2.3",
            ImplementationVersion = "FUZZ",
            Roles = [new RoleSelection(DicomUID.CTImageStorage.Value, true, others is not null)],
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
