namespace Appliance.Network;

/// <summary>Types of the items and sub-items of A-ASSOCIATE (PS3.8 9.3.2, PS3.7 Annex D.3.3).</summary>
internal static class ItemType
{
    internal const byte ApplicationContext = 0x10;
    internal const byte ContextRequest = 0x20;
    internal const byte ContextAnswer = 0x21;
    internal const byte AbstractSyntax = 0x30;
    internal const byte TransferSyntax = 0x40;
    internal const byte UserInformation = 0x50;
    internal const byte MaxLength = 0x51;
    internal const byte ImplementationClassUid = 0x52;
    internal const byte AsyncWindow = 0x53;
    internal const byte RoleSelection = 0x54;
    internal const byte ImplementationVersion = 0x55;
    internal const byte ExtendedNegotiation = 0x56;
    internal const byte CommonExtendedNegotiation = 0x57;
    internal const byte UserIdentity = 0x58;
}
