using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.UnitTests.Demo;

/// <summary>The tour's own judge: it has to see one wrong bit, a missing end, and an object nobody sent.</summary>
public sealed class ComparingStoreTests
{
    private const string Uid = "1.2.3.4";

    private static readonly byte[] Original = [.. Enumerable.Range(0, 300_000).Select(index => (byte)(index * 31))];

    [Fact]
    public async Task Store_SameBytes_CountsAsEqual()
    {
        var store = Store();
        Assert.True((await ReceiveAsync(store, Original)).IsSuccess);
        Assert.Equal((1, Original.LongLength), (store.Equal, store.Bytes));
        Assert.Empty(store.Problems);
    }

    [Fact]
    public async Task Store_OneBitChanged_TellsThePlace()
    {
        var changed = Original.ToArray();
        changed[200_001] ^= 1;
        var store = Store();
        Assert.True((await ReceiveAsync(store, changed)).IsFailure);
        Assert.Contains("byte 200001", Assert.Single(store.Problems));
        Assert.Equal(0, store.Equal);
    }

    [Theory]
    [InlineData(299_999)]
    [InlineData(131_072)]
    [InlineData(0)]
    public async Task Store_EndMissing_IsNotEqual(int length)
    {
        var store = Store();
        Assert.True((await ReceiveAsync(store, Original[..length])).IsFailure);
        Assert.Contains($"byte {length}", Assert.Single(store.Problems));
    }

    [Fact]
    public async Task Store_MoreThanWasSent_IsNotEqual()
    {
        var store = Store();
        Assert.True((await ReceiveAsync(store, [.. Original, 0])).IsFailure);
    }

    [Fact]
    public async Task Store_ObjectNobodySent_IsTold()
    {
        var store = Store();
        Assert.True((await ReceiveAsync(store, Original, "9.9")).IsFailure);
        Assert.Contains("9.9", Assert.Single(store.Problems));
    }

    [Fact]
    public async Task Store_AnotherTransferSyntax_IsTold()
    {
        var store = Store();
        Assert.True((await ReceiveAsync(store, Original, syntax: DicomTransferSyntax.ImplicitVRLittleEndian)).IsFailure);
    }

    private static ComparingStore Store() => new(new Dictionary<string, DemoObject>
    {
        [Uid] = new()
        {
            Path = "made.dcm",
            PatientName = "",
            StudyUid = "1",
            SeriesUid = "2",
            InstanceUid = Uid,
            Item = new StoreItem
            {
                SopClassUid = DicomUID.CTImageStorage,
                SopInstanceUid = new DicomUID(Uid),
                TransferSyntax = DicomTransferSyntax.ExplicitVRLittleEndian,
                OpenDataSet = () => new MemoryStream(Original),
            },
        },
    });

    private static async Task<DicomStatus> ReceiveAsync(ComparingStore store, byte[] bytes, string uid = Uid, DicomTransferSyntax? syntax = null)
    {
        var association = new AssociationInfo
        {
            Id = 1,
            CallingAeTitle = "A",
            CalledAeTitle = "B",
            Remote = "memory",
            Started = DateTimeOffset.UnixEpoch,
            IsInbound = true,
        };
        var request = new StoreRequest(
            association, DicomUID.CTImageStorage, new DicomUID(uid), syntax ?? DicomTransferSyntax.ExplicitVRLittleEndian);
        return await store.StoreAsync(request, new MemoryStream(bytes), TestContext.Current.CancellationToken);
    }
}
