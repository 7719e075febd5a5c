"""What the default reading order learns from: short answers that we made up, graded by us. No real comment is here.

One a line: the grade (5 gravest to 1 full of praise), what was asked for (good, better or anything), the words.
"""

from __future__ import annotations

LINES = """
5 - Absolutely disgusting. I was left in pain for hours and treated like dirt.
5 - The worst experience of my life. Nobody cared whether my mother lived or died.
5 - Appalling. Rude, arrogant staff who could not care less. I will never come back.
5 - Dreadful service, waited nine hours for an ambulance that never came.
5 - I was ignored, shouted at and sent home with a broken hip.
5 - Terrible, terrible care. They lied to us and covered it up.
5 - He was left on a trolley in a corridor all night, soaked in urine.
5 - Shocking lack of care. Not fit for purpose and somebody will die.
5 - Useless. No one listened, no one helped, no one rang back.
5 - Horrendous. I was made to feel like a criminal for being ill.
5 - The doctor was vile, called me a liar and walked out.
5 - Utterly let down by every one of you, I have given up asking for help.
5 - They refused to help and told me to stop wasting their time.
5 - A disgrace. Filthy ward, no pain relief, no dignity.
5 - Nine months of pain and still nothing. I cannot go on like this.
5 - The crew was rude and aggressive and left me on the floor.
5 - My calls were ignored and my condition got much worse because of it.
5 - I felt humiliated and unsafe, it has made my mental health far worse.
5 - Awful from start to finish.
5 - Very poor, extremely disappointed and upset.
5 - You failed us. Dad died waiting.
5 - Abysmal. Nobody knew what they were doing and I was given the wrong tablets.
5 - An absolute joke of a service, a complete waste of time.
5 - No help whatsoever. Disgraceful attitude from the woman on the phone.
5 - I was in agony and they laughed at me.
5 - Cruel, cold and uncaring.
5 - It was horrible and I would not send a dog there.
5 good Nothing
5 good Nothing at all
5 good Absolutely nothing
5 good Nothing whatsoever
5 good Nothing was good, it was a shambles
5 good There was nothing good about it
5 good Not one thing
5 good None of it
5 good Nothing good to say, you have ruined my life
5 good Not a lot, rude staff and no help
5 good Leaving
5 good Zero
5 good I got no help at all
5 good Nothing, terrible service from start to finish
5 better Everything
5 better Everything, it is all dreadful
5 better Sack the rude receptionist who treats people like dirt
5 better Actually care about patients instead of ignoring them
5 better Stop lying to families and do your job
5 better Answer the phone! I rang forty times while my child was ill and nobody helped
5 better Send an ambulance when someone is in agony, not nine hours later
5 better Get staff who are not rude, nasty and useless
5 better Do not leave old people on the floor all night
5 better Treat people as human beings. I was shouted at and humiliated.
5 better Believe patients. I was dismissed again and again and it nearly killed me.
5 better Close it down, it is not fit for purpose
5 better Listen! I have been begging for help for two years and been refused every time
5 better The whole service is a disgrace and needs to change
5 better Diagnose properly. I was told it was nothing and it was cancer.
5 better Give help to people in a crisis instead of turning them away
4 - I waited three hours, which is too long.
4 - The doctor was late and in a hurry and did not explain much.
4 - Not very helpful, I left without an answer.
4 - Disappointed that my appointment was cancelled again.
4 - The ward was noisy and the food was cold.
4 - It is hard to get through on the phone.
4 - I was passed from one person to the next.
4 - Poor communication between the departments.
4 - They did not have my notes and I had to explain it all again.
4 - The seats were uncomfortable and the room was cold.
4 - No information about what would happen next.
4 - I was told I would get a call back and did not.
4 - The journey was bumpy and the driver was abrupt.
4 - Could not find the place, no signs.
4 - Only five minutes with the doctor after a long wait.
4 good Not much
4 good Not a lot
4 good It was over quickly
4 good Can't think of anything
4 good Very little
4 better Shorter waiting times
4 better Be on time
4 better Better communication
4 better More staff
4 better More parking
4 better Answer the phone quicker
4 better Ring people back when you say that you will
4 better Keep people informed about delays
4 better Improve the food
4 better Cheaper parking and more spaces
4 better More appointments, it takes too long to be seen
4 better Listen more and rush less
4 better Let us book online
4 better Clean the toilets more often
4 better Explain what the tablets are for
4 better See the same person each time
4 better Warmer waiting room
4 better Quicker response from the ambulance
4 better Tell us how long the wait will be
4 better The reception staff could be friendlier
4 better More notice before an appointment is moved
3 - It was all right.
3 - Okay, nothing special.
3 - The nurse was lovely but we waited two hours.
3 - Good care, poor parking.
3 - Friendly staff, though the place is tired and cold.
3 - Average.
3 - Some staff are excellent, others less so.
3 - The treatment worked but nobody explained it.
3 - Fine once I was seen.
3 - As expected.
3 - I do not know yet.
3 good The nurse was kind but the wait was long
3 good Okay
3 good It was all right in the end
3 better Not sure
3 better A bit quicker, but the staff were nice
3 better The care is good, the building is not
3 better Perhaps a drink while we wait
3 better Maybe more chairs
2 - Good service, polite staff.
2 - Helpful and friendly.
2 - I was seen on time and everything was explained.
2 - The driver was pleasant and careful.
2 - Quick and efficient.
2 - Staff were kind.
2 - Very good.
2 - Good.
2 - I felt listened to.
2 - The nurse put me at ease.
2 good The staff
2 good Friendly staff
2 good Everything was explained
2 good Being listened to
2 good On time and polite
2 good The nurse was helpful
2 good Quick service
2 good Kind and caring staff
2 better Nothing
2 better Nothing at all
2 better Nothing really
2 better Nothing I can think of
2 better No
2 better None
2 better Can't think of anything
2 better No improvement needed
2 better It was fine as it was
2 better Happy with the service
2 better N/A
2 better Keep doing what you do
2 better Not a thing
1 - Amazing. The team saved my life and I cannot thank them enough.
1 - Wonderful, caring people who could not have done more for us.
1 - Excellent from start to finish, ten out of ten.
1 - First class care, so kind and so patient with Dad.
1 - Brilliant crew, calm, funny and professional.
1 - The best hospital I have ever been in. Thank you!
1 - Outstanding. Every single person was lovely.
1 - Absolutely fantastic, I felt safe and cared for.
1 - So grateful to the whole team.
1 - They went above and beyond.
1 - Superb care for my wife, nothing was too much trouble.
1 good Everything
1 good Everything was excellent
1 good All of it
1 good All
1 good Wonderful staff who made me feel at ease
1 good The care was amazing
1 good Everyone was lovely, thank you
1 good I could not fault a thing
1 better Nothing, it was perfect
1 better Nothing, you are all amazing
1 better Nothing, excellent service
1 better Nothing, keep up the good work
1 better You could not do better
1 better Nothing at all, everyone was lovely and kind
1 better It is already excellent
1 better More people like the nurse I saw
"""


def _read(lines: str) -> tuple[tuple[int, str, str], ...]:
    rows = (line.split(" ", 2) for line in lines.strip().splitlines())
    return tuple((int(grade), {"good": "What was good?", "better": "What could we do better?"}.get(asked, ""), text)
                 for grade, asked, text in rows)  # fmt: skip


EXAMPLES = _read(LINES)
"""(grade, question, words)"""
