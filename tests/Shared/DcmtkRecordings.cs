namespace Appliance.Tests;

/// <summary>
/// PDUs as DCMTK 3.6.7 sent them (echoscu, findscu, storescu, storescp, dcmqrscp), recorded between two of its programs. Line by line:
/// what each group of octets is.
/// </summary>
internal static class DcmtkRecordings
{
    /// <summary>echoscu calls HOST: A-ASSOCIATE-RQ of 211 octets.</summary>
    public static byte[] EchoRequest => Octets(
        "01 00 000000cd",                                           // A-ASSOCIATE-RQ, reserved, 205 octets follow
        "0001 0000",                                                // protocol version 1, reserved
        "484f5354202020202020202020202020",                         // called AE title HOST
        "4543484f534355202020202020202020",                         // calling AE title ECHOSCU
        "0000000000000000000000000000000000000000000000000000000000000000",
        "10 00 0015 312e322e3834302e31303030382e332e312e312e31",    // application context 1.2.840.10008.3.1.1.1
        "20 00 002e 01 00 ff 00",                                   // presentation context item, id 1, reserved octet FF
        "30 00 0011 312e322e3834302e31303030382e312e31",            // abstract syntax 1.2.840.10008.1.1
        "40 00 0011 312e322e3834302e31303030382e312e32",            // transfer syntax 1.2.840.10008.1.2
        "50 00 003a",                                               // user information
        "51 00 0004 00004000",                                      // maximum length 16384
        "52 00 001b 312e322e3237362e302e373233303031302e332e302e332e362e37", // implementation class 1.2.276.0.7230010.3.0.3.6.7
        "55 00 000f 4f464649535f44434d544b5f333637");               // implementation version OFFIS_DCMTK_367

    /// <summary>storescp's answer to such a request (called ANY-SCP): A-ASSOCIATE-AC of 190 octets.</summary>
    public static byte[] EchoAccept => Octets(
        "02 00 000000b8", "0001 0000",
        "414e592d534350202020202020202020", "4543484f534355202020202020202020",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "10 00 0015 312e322e3834302e31303030382e332e312e312e31",
        "21 00 0019 01 00 00 00",                                   // context 1, result 0: acceptance
        "40 00 0011 312e322e3834302e31303030382e312e32",
        "50 00 003a", "51 00 0004 00004000",
        "52 00 001b 312e322e3237362e302e373233303031302e332e302e332e362e37",
        "55 00 000f 4f464649535f44434d544b5f333637");

    /// <summary>dcmqrscp refuses a called AE title it does not have.</summary>
    public static byte[] RejectCalledTitle => Octets("03 00 00000004 00 01 01 07"); // permanent, service user, called AE title not recognized

    /// <summary>storescu offers CT twice, explicit alone and explicit with implicit (302 octets).</summary>
    public static byte[] StoreRequest => Octets(
        "01 00 00000128", "0001 0000",
        "484f5354202020202020202020202020", "53544f52455343552020202020202020",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "10 00 0015 312e322e3834302e31303030382e332e312e312e31",
        "20 00 0038 01 00 ff 00",                                   // context 1
        "30 00 0019 312e322e3834302e31303030382e352e312e342e312e312e32", // CT Image Storage
        "40 00 0013 312e322e3834302e31303030382e312e322e31",        // explicit VR little endian
        "20 00 004d 03 00 ff 00",                                   // context 3
        "30 00 0019 312e322e3834302e31303030382e352e312e342e312e312e32",
        "40 00 0013 312e322e3834302e31303030382e312e322e31",
        "40 00 0011 312e322e3834302e31303030382e312e32",
        "50 00 003a", "51 00 0004 00004000",
        "52 00 001b 312e322e3237362e302e373233303031302e332e302e332e362e37",
        "55 00 000f 4f464649535f44434d544b5f333637");

    /// <summary>echoscu's C-ECHO-RQ, message 1, in one P-DATA-TF.</summary>
    public static byte[] EchoCommand => Octets(
        "04 00 0000004a 00000046 01 03",                            // P-DATA-TF, PDV of 70 octets, context 1, command and last
        "0000 0000 04000000 38000000",                              // group length 56
        "0000 0200 12000000 312e322e3834302e31303030382e312e3100",  // Affected SOP Class UID, padded
        "0000 0001 02000000 3000",                                  // Command Field C-ECHO-RQ
        "0000 1001 02000000 0100",                                  // Message ID 1
        "0000 0008 02000000 0101");                                 // no data set

    /// <summary>storescp's C-ECHO-RSP to it: success.</summary>
    public static byte[] EchoResponse => Octets(
        "04 00 00000054 00000050 01 03",
        "0000 0000 04000000 42000000",
        "0000 0200 12000000 312e322e3834302e31303030382e312e3100",
        "0000 0001 02000000 3080",
        "0000 2001 02000000 0100",
        "0000 0008 02000000 0101",
        "0000 0009 02000000 0000");

    /// <summary>storescu's C-STORE-RQ of CT instance 1.2.3.4, on context 1 (recorded on 41, the id exchanged).</summary>
    public static byte[] StoreCommand => Octets(
        "04 00 0000006c 00000068 01 03",
        "0000 0000 04000000 5a000000",
        "0000 0200 1a000000 312e322e3834302e31303030382e352e312e342e312e312e3200",
        "0000 0001 02000000 0100",                                  // C-STORE-RQ
        "0000 1001 02000000 0100",
        "0000 0007 02000000 0000",                                  // priority medium
        "0000 0008 02000000 0100",                                  // a data set follows
        "0000 0010 08000000 312e322e332e3400");                     // Affected SOP Instance UID 1.2.3.4

    /// <summary>Its data set, one PDV: SOP class, SOP instance, patient DOE^J, explicit VR little endian.</summary>
    public static byte[] StoreData => [.. Octets("04 00 00000046 00000042 01 02"), .. StoreDataSet];

    /// <summary>The 64 octets of that data set.</summary>
    public static byte[] StoreDataSet => Octets(
        "0800 1600 5549 1a00 312e322e3834302e31303030382e352e312e342e312e312e3200",
        "0800 1800 5549 0800 312e322e332e3400",
        "1000 1000 504e 0600 444f455e4a20");

    /// <summary>storescp's C-STORE-RSP to it (context exchanged in the same way).</summary>
    public static byte[] StoreResponse => Octets(
        "04 00 0000006c 00000068 01 03",
        "0000 0000 04000000 5a000000",
        "0000 0200 1a000000 312e322e3834302e31303030382e352e312e342e312e312e3200",
        "0000 0001 02000000 0180",
        "0000 2001 02000000 0100",
        "0000 0008 02000000 0101",
        "0000 0009 02000000 0000",
        "0000 0010 08000000 312e322e332e3400");

    /// <summary>A-RELEASE-RQ.</summary>
    public static byte[] ReleaseRequest => Octets("05 00 00000004 00000000");

    /// <summary>A-RELEASE-RP.</summary>
    public static byte[] ReleaseResponse => Octets("06 00 00000004 00000000");

    /// <summary>Octets written in hexadecimal, blanks without meaning.</summary>
    public static byte[] Octets(params string[] lines) => Convert.FromHexString(string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
}
