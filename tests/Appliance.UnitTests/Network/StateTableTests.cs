using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Network;

/// <summary>Every cell of PS3.8 Table 9-10, and every action's next state, against the rows as the standard prints them.</summary>
public sealed class StateTableTests
{
    [Fact]
    public void EveryCell_OfTheStandard_IsInTheTable()
    {
        var cells = StateTransitions.Cells();
        Assert.Equal(123, cells.Count);

        for (var happened = 1; happened <= 19; happened++)
        {
            for (var state = 1; state <= 13; state++)
            {
                var expected = cells.GetValueOrDefault((happened, state), "None").Replace("-", "", StringComparison.Ordinal);
                var actual = StateTable.ActionFor((UpperLayerState)state, (UpperLayerEvent)happened).ToString();
                Assert.True(expected == actual, $"Evt{happened} in Sta{state}: {actual}, the standard says {expected}");
            }
        }
    }

    [Fact]
    public void EveryAction_OfTheStandard_LeadsToItsState()
    {
        var next = StateTransitions.NextStates.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(28, next.Length);
        foreach (var entry in next)
        {
            var (action, state) = (Name(entry.Split(' ')[0]), "Sta" + entry.Split(' ')[1]);
            Assert.Equal(state, StateTable.StateAfter(Enum.Parse<UpperLayerAction>(action), isRequestor: true, isAcceptable: true).ToString());
        }
    }

    [Fact]
    public void TheTwoActionsWithAChoice_ChooseAsTheStandardSays()
    {
        Assert.Equal(UpperLayerState.Sta13, StateTable.StateAfter(UpperLayerAction.AE6, isRequestor: false, isAcceptable: false));
        Assert.Equal(UpperLayerState.Sta10, StateTable.StateAfter(UpperLayerAction.AR8, isRequestor: false, isAcceptable: true));
    }

    private static string Name(string action) => action.Replace("-", "", StringComparison.Ordinal);
}
