using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Appliance;

/// <summary>The usual help of a verb, and its examples below.</summary>
/// <param name="help">Writes the usual help.</param>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    // Help is asked for by people who have not got the rest right yet.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            var width = verb.Examples.Max(example => example.Line.Length);
            foreach (var (line, meaning) in verb.Examples)
            {
                output.WriteLine($"  {line.PadRight(width)}  {meaning}");
            }

            output.WriteLine();
        }

        return code;
    }
}
