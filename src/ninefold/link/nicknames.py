"""Short and familiar forms of given names, and forms of one name in other tongues.

Written from general knowledge. A line gives a root, then forms that may stand for it; a form may
stand under several roots, the more usual first.
"""

from functools import cache

_FORMS = """
abigail abbie abby gail abi
abdul abdel abdal
abraham abe bram ibrahim avraham ebrahim
adam adamo
adelaide addie ada della heidi
adrian ade adie adriano hadrian
agnes aggie nessie nessa agnesa nancy annis
ahmed ahmad achmed ahmet
albert al bert bertie alberto albrecht
alexander alex alec sandy alick sasha alexandre alessandro xander eck lex oleksandr aleksander aleks
  alastair
alastair alistair alister alasdair ali
alexandra alex sandra alexa sandie lexi sasha aleksandra alessandra
alfred alf alfie fred al freddie alfredo
alice ali allie alicia alison lisa elsie
alison ali allie
amanda mandy manda
amelia amy millie emily milly emilia
andrew andy drew andre andreas andrzej andrei andres dandy
angela angie ange angelina
ann anne anna annie nan nancy nana hannah anya ana annette anita nina anneliese hanna annabel
anthony tony ant antony antonio anton antoine antoni
archibald archie baldie archy
arthur art artie arturo artur
augustus gus august augustine augustin austin
barbara barb babs barbie basia babette
barnabas barney barnaby
bartholomew bart bat barty
beatrice bea trixie beattie beatrix
benedict ben bennet benny
benjamin ben benny benji benjy
bernard bernie barney bernhard bernardo barnard
bertram bert bertie
bertha bertie
brian bryan bri bryn
bridget biddy bridie brigid brigit bridgid
caroline carrie caro carol lina carolyn carolina karolina
catherine cathy kate katie kathy katherine kathleen kitty cath kay kat catharine katharine kathryn
  cat katarzyna kasia katerina ekaterina caitlin kathrine karen cathryn kit
cecil cec
cecilia cecily celia cis cissie sissy cicely
charles charlie chuck chas charley karl carl carlos carlo karol chick
charlotte lottie charlie lotty carlotta char
christian chris christie kristian
christina chris tina chrissie christine kristina kirsty christiana krystyna
christopher chris kit topher kris christie kester cristopher krzysztof cristobal christoph
clara clare claire clair klara
clement clem
constance connie
cornelius neil con corny
cuthbert bert cuddy
cynthia cindy
cyril cy
daniel dan danny daniele danil daniil danyal
david dave davey davie davy dai taffy dawid daud dawood
deborah deb debbie debra debs
dennis denis den denny denys dion
derek del derrick
diana di diane dinah
dominic dom nic dominik dominique
donald don donnie donny
dorothy dot dottie dolly dora dorothea dodie thea dotty dorothee
douglas doug dougie
duncan dunc
ebenezer eben
edgar ed eddie
edith edie ede
edmund ed ned ted eddie eamon edmond
edward ed eddie ted ned teddy neddy eduardo eddy edouard edvard
edwin ed eddie ned
eleanor nell ellie nellie nora lena elinor ella eleonora leonora eleanora nelly
elizabeth liz beth betty eliza lizzie bess betsy libby elsie elspeth lisa bessie eliz lilibet
  lisbeth elisabeth lizzy liza elizabet elsa isabel ilse buffy lilian
ellen nell nellie helen nelly
emily em emmie millie emilie emilia milly
emma em emmie
emmanuel manny immanuel manuel
ernest ernie ern ernst ernesto
esther essie hester hetty ester
ethel eth
eugene gene eugen eugenio yevgeny
euphemia effie phemie
eva eve evie evelyn
evelyn eve evie
ewan euan ewen owen
ezekiel zeke
fatima fatimah fatma fatema fatemeh
ferdinand ferdy fernando
florence flo florrie flossie
frances fanny fran frankie francesca fannie sis francoise
francis frank fran franky frankie franky francisco franz francesco frankie franciszek francois franco
franklin frank
frederick fred freddie freddy fritz frederic fredrick friedrich federico rick fredric fryderyk
frederica freda fred rica
gabriel gabe gabi
gabrielle gabby gabi
geoffrey geoff jeff jeffrey jeffery geoffry
george georgie jorge geordie georg georges jerzy giorgio yuri dod
georgina georgie gina georgiana georgia
gerald gerry jerry ger gerard
gerard gerry gerald jerry gerrard
gertrude gertie trudy gert
gilbert gil bert
giles gyles
gillian gill jill gilly jillian
gordon gord
graham graeme grahame
gregory greg gregor grzegorz grigori
griffith griff
grace gracie
guy guido
gwendoline gwen wendy gwendolyn gwendolen
hannah anna hana
harold harry hal harald
harriet hattie harriett hatty hetty henrietta
helen nell ellen lena nellie helena elena helene nelly ella
henrietta etta hetty harriet hattie netta henriette
henry harry hal hank henri enrique heinrich henrik henryk
herbert bert herb bertie heribert
hilary hil
hilda hildegard
horace horatio
hubert hugh bert
hugh hughie huw hugo shug
humphrey humph humphry
hussein hussain hossein husain hussayn hoseyn husayn
ian iain
ida idy
imogen immy
irene rene renie
isaac ike zac ishaq izaak
isabel bella isabella izzy belle bel tibby ishbel isobel sibella isa isabelle isabell
isaiah ike
ivan ive
jacob jake jack yaqub jakob yakov
jacqueline jackie jacqui jacky jaclyn
james jim jimmy jamie jem jas jimmie jaime jacques giacomo hamish seamus jago diego
jane janie jenny janet jean jayne jennie joan joanna janey jeannie sian jeanne
janet jan jennie jessie jenny netta
janice jan
jasmine jas jazz yasmin yasmine jasmin
jean jeannie jane
jemima mima jem
jennifer jen jenny jenni jennie jenna
jeremiah jerry jeremy jem
jeremy jem jerry jez
jerome jerry
jessica jess jessie
joan joanie
joanna jo joanne joanie johanna joann
john jack jackie jock johnny jock jon jonny ian sean juan giovanni jean jan johann johannes ivan
  evan shane ioan ieuan yahya hans johnnie jonh
jonathan jon jonny nathan jonathon johnathan
joseph joe joey jos jose giuseppe yusuf yousef josef jozef jo youssef yosef yusef
josephine jo josie josephina josefina
joshua josh
joyce joy
judith judy jude
julia julie jules juliet julianna
julian jules julius
justin just
karen kaz
katrina trina
kenneth ken kenny
kevin kev
khadija khadijah khadeeja hadija
kimberley kim kimberly
kirsten kirsty
laurence larry laurie lawrence loz lawrie lorenzo lars
lancelot lance
laura laurie lori lauren
leonard len leo lenny leonardo
leopold leo
leslie les lesley
letitia lettice letty titia
lewis lew louis lou ludwig luis louie
lilian lil lily lillie lillian lilly
lindsay lin lindsey
linda lin lyn lynn lynda lindy
lionel leo
llewellyn lew llew
lloyd floyd
louis lou louie lewis luis ludwig luigi
louisa lou louise lulu luisa
lucas luke luca luc lukasz
lucy lucinda lucille lucia lu luce
lydia lyddy liddy
mabel may mab amabel
magdalena magda lena madeleine maddie magdalen
madeleine maddie madeline maddy
malcolm mal malc calum
marcus marc mark marco marek
margaret maggie meg peggy madge margie greta daisy rita maisie mags margery marge peg meggie mag
  margot marguerite margarita margo mairead marjory meta malgorzata gretchen margret
maria marie mary mariah ria
marjorie marge margery madge marjory
marion marian marianne mary
mark marc marcus markus marek marco
martha marty mattie patty
martin marty martyn marti marcin
mary molly polly may mamie maria marie maureen mollie minnie moll maire mariam maryam miriam mary-
  ann marian mae mariana
matilda tilly mattie maud tilda till mathilda
matthew matt matty mat mathew matteo mateusz matthias mathias mattheus
maud maude
maurice moss morris mo morrie
mehmet mehmed
melanie mel
melissa mel lissa
michael mick mike micky mickey mikey mitch miguel michel mikhail michal mischa michele micheal mickie
michelle shell chelle michele
mildred millie milly
millicent millie milly
miriam mim mariam
mohammed mohamed muhammad mohammad mohamad muhammed mo mohd muhamad mahomet mehmet mohamud mahmud
monica mon
montague monty
mortimer mort
moses moshe musa moss
nathaniel nat nathan nate natty nathanael
natalie nat natalia natasha natalya
nicholas nick nicky nic nico nicolas nicol colin mikolaj nikolai klaus nikolaus nicolaus
nicola nicky nic nikki nicole
noah noe
norman norm
octavia tavy
oliver ollie noll olly oliver
olivia liv livvy livia
oswald oz ozzie ossie
pamela pam pammy
patricia pat patsy trish tricia patty trisha paddy
patrick pat paddy padraig patric patricio patryk
paul pablo paolo pauly pavel pawel
paula polly
pauline paula
penelope penny nell pen
percival percy perce
peregrine perry
peter pete pedro pietro pierre piotr piers pyotr petr petey
phyllis phyl phil
philip phil pip phillip felipe philippe flip filip
philippa pippa pip phil
priscilla cilla prissy
prudence prue
rachel rach rachael shelly raquel rae
ralph rafe raphael rolf
randolph randy dolph
raymond ray raymund
rebecca becky becca beck becks rebekah
reginald reg reggie rex
rhoda rose
richard dick rick rich richie ricky dickie ric ricardo riccardo dickon ritchie ryszard
robert bob rob bobby robbie bert robin bobbie roberto rab rabbie robby rupert
roberta bobbie robbie
robin rob
roderick rod roddy rory
rodney rod
roger rog rodger hodge
roland roly rowland orlando
ronald ron ronnie ronny ranald
rosalind ros roz rosalyn rosie
rose rosie rosa rosemary rosina rosy
rosemary rose rosie rosemarie romy
roy royston
rudolf rudy rudolph rolf
rupert rup
russell russ
ruth ruthie
samantha sam sammie sammy
samuel sam sammy samy sami
sarah sally sadie sal sara sarra zara sallie
sebastian seb bastian
selina lina
sharon shaz
sheila shelagh sheelagh
sidney sid sydney syd
silvester sly sylvester
simon si simeon szymon shimon
solomon sol solly suleiman sulaiman
sophia sophie sophy zofia sofia sofie
stanley stan stanislaw
stephanie steph steff stephie stefanie stef
stephen steve steven stevie stefan etienne esteban stephan szczepan steph stevan
stuart stu stewart
susan sue susie suzie sukey susanna suzanne susannah sukie zuzanna suzanna susanne
sylvia syl silvia
tabitha tabby
terence terry tel terrence
teresa terry tess theresa tessa therese tracy resa
thaddeus thad tadeusz
theodora theo dora
theodore theo ted teddy fyodor teodor theodor
theophilus theo
thomas tom tommy thos tomas tam tommaso tomasz thom tommie tammas
timothy tim timmy timotheus
tobias toby
ursula ursie
valerie val
vera verity
veronica ronnie vera roni
victor vic viktor vittorio
victoria vicky tori vic vikki vickie queenie wiktoria viktoria vicki
vincent vin vince vinny vinnie
violet vi viola
virginia ginny ginger ginnie
vivian viv vivien vivienne
walter wat wally walt walther
wilfred wilf fred will wilfrid
wilhelmina minnie billie mina willa wilma
william bill will billy willie wm liam willy wills guillermo wilhelm guillaume gwilym bil wil
winifred win winnie freda winny
winston win
yusuf yousef yousuf youssef yosef joseph yusef
zachary zac zach zack zak zachariah
zainab zaynab zeinab zeynep
"""


@cache
def _roots() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    lines = [line.split() for line in _FORMS.strip().replace("\n  ", " ").splitlines()]
    for root, *_ in lines:
        found[root] = [root]
    for root, *forms in lines:
        for form in forms:
            known = found.setdefault(form, [])
            if root not in known:
                known.append(root)
    return {form: tuple(roots) for form, roots in found.items()}


def roots_of(word: str) -> tuple[str, ...]:
    """The names a word may stand for, the likeliest first; the word itself when none is known."""
    return _roots().get(word, (word,))
