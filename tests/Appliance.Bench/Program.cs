using Appliance.Bench;

if (args is ["archive", ..])
{
    return ArchiveBench.Run(args);
}

Console.Error.WriteLine("usage: archive [INSTANCES] [FOLDER]");
return 1;
