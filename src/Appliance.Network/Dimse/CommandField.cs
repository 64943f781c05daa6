namespace Appliance.Network;

/// <summary>Command Field (0000,0100): the DIMSE-C messages (PS3.7 E.1).</summary>
internal enum CommandField : ushort
{
    StoreRequest = 0x0001,
    StoreResponse = 0x8001,
    GetRequest = 0x0010,
    GetResponse = 0x8010,
    FindRequest = 0x0020,
    FindResponse = 0x8020,
    MoveRequest = 0x0021,
    MoveResponse = 0x8021,
    EchoRequest = 0x0030,
    EchoResponse = 0x8030,
    CancelRequest = 0x0FFF,
}
